"""Local servers that behave as Zalo, Messenger and Telegram do, for tests, development and
training. Each rule stands beside its source; what the vendors leave open can be chosen."""
