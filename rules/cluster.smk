# On a cluster: what stays on the login node, and why a submission failed.

from scripts import group_errors

group_errors.show_reasons()


# Seconds of work each, which would wait in a queue for longer.
localrules:
    all,
    fetch,
    prepare,
    summarise,
    summarise_partially,
    replicates,
    baselines,
    plot_error,
    plot_learning_curves,
    plot_classes,
    plot_gallery,
    plot_codes,
    classify,
    compare_classifiers,
    plot_accuracy,
    plot_confusion,
    write_report,
