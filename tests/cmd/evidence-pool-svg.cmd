evidence pool - --se se --effect g --label school --format svg
---
school;g;se
North;0.12;0.05
"South; old";-0.05;0.08
East;0.3;0.1
