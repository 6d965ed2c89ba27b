"""The desk page of assessments."""
