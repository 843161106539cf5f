"""What every test can ask for; each subject has its own file in tests/fixtures."""

pytest_plugins = [
    "tests.fixtures.summary",
    "tests.fixtures.network",
    "tests.fixtures.garbage",
    "tests.fixtures.keys",
    "tests.fixtures.postgresql",
    "tests.fixtures.databases",
    "tests.fixtures.trial",
    "tests.fixtures.outside",
    "tests.fixtures.browser",
    "tests.fixtures.figures",
    "tests.fixtures.running_service",
    "tests.fixtures.workedcases",
]
