start examples/pilots/fall.yaml peer-tutoring --check -
---
initiative: peer-tutoring
owner: Sales team of Bright Peers Inc.
purpose: Better math
measure: Students are more engaged
comparison: tbd
judged_on: 2026-06-30
if_it_works: It goes on everywhere
if_it_does_not: It goes on everywhere
if_not_measured: It continues for a year
signed_by:
signed_on: soon
