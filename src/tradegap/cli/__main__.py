"""`python -m tradegap.cli`: the command line as cron and the Makefile run it."""

from tradegap.cli import main

if __name__ == "__main__":
    main()
