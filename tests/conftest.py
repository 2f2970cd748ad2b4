"""Property tests are the same on every machine: no deadline, the same examples every time, nothing kept on disk."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
