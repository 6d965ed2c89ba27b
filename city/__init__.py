"""The subject: cases, clocks, figures and the district, free of any I/O but configuration."""
