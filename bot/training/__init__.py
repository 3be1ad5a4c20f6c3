"""The example questions of the content become Rasa training data, without generated files."""
