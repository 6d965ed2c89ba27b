"""Map tiles: from files or other servers, always through this one."""
