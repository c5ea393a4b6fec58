"""PostgreSQL, Valkey and the one supervisor behind `make demo`; never used in production."""
