"""Background work: django-tasks keeps the queue in the database; what it lacks (recovery and retry) is here.

Jobs are shells that load a record by its id and call one action, and they are idempotent: a job may run again.
"""
