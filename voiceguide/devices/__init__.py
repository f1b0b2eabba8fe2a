"""Loudspeakers and the microphone."""
