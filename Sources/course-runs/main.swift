// Makes the runs of assignment 9 for `course`, which starts it: of the detector as it is, and of every known mistake.
// It is a program of its own so that `course` and assignments 1 to 8 need no engine.

import AssignmentRuns

serveVersions()
