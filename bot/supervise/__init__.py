"""Runs the product on one machine: the embedded database, Rasa, the worker and the web."""
