# What happens when a run begins, after planning and before its first job.

ours("job", "begin")
ours("start", "idle_gpu", "joint", "live_jobs", "pace", "start")

from autogrid.job import begin
from autogrid.start import idle_gpu, joint, live_jobs, pace, start

begin.name_run()
joint.remove_at_start(workflow, RESULTS, FIGURES, IMAGES.labelled)
planning.tell_of_change(workflow, RESULTS, IMAGES)
pace.start_jobs_as_others_end(workflow)
start.before_jobs(workflow, lambda: planning.remember(SEEN, IMAGES, NEW))
start.before_jobs(workflow, lambda: idle_gpu.say(workflow, missing_libraries))
start.before_jobs(workflow, lambda: live_jobs.refuse(workflow))  # the last one here is the first that is called
