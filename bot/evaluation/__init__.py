"""Measure the answers: question files, outcomes, figures with their uncertainty."""
