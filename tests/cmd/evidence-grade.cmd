evidence grade - --cost-per-pupil 620
---
study,domain,measure,subgroup,design,meets_standards,without_reservations,effect,significant,direction,students,schools,independent,own_test,year,locales,poverty,grades
Lee 2019,Reading,State test,,lottery,yes,yes,0.12,yes,better,800,12,yes,no,2019,city;suburb,high,elementary
Lee 2019,Reading,State test,English learners,lottery,yes,yes,-0.3,yes,worse,90,12,yes,no,2019,city,high,elementary
Vendor 2020,Reading,Own quiz,,matched,,,0.41,yes,better,120,1,no,yes,2020,,,
Diaz 2021,Attendance,Days,,before-after,,,0.2,,,,,,,2021,rural,,
