class StartupError(RuntimeError):
    """Something the person at the keyboard has to know; shown as it is, without a traceback."""
