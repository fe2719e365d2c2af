"""A run that is refused before its first job."""

from snakemake.exceptions import WorkflowError


class Refusal(WorkflowError):
    """A run that is refused. Snakemake shows no more of it than its message: the place is no line of code."""

    __traceback__ = property(lambda self: None, lambda self, traceback: None)
