-- The unit of every table is a district. What it runs of one approach in several lines counts once: it grows where any
-- of them is to be scaled or spread, and its drivers are the lowest of theirs.
CREATE OR REPLACE TEMPORARY VIEW places AS
SELECT
    district,
    CASE
        WHEN locale < 20 THEN 'city'
        WHEN locale < 30 THEN 'suburb'
        WHEN locale < 40 THEN 'town'
        ELSE 'rural'
    END AS locale,
    -- the bands of the National Center for Education Statistics, two and two together: with four bands hardly a cell of
    -- a state of 200 districts can be told
    CASE WHEN poverty <= 0.50 THEN 'lower' ELSE 'higher' END AS band
FROM districts;

CREATE OR REPLACE TEMPORARY VIEW programs AS
SELECT
    lines.approach,
    lines.district,
    places.locale,
    places.band,
    sum(lines.students) AS students,
    max(CASE WHEN answers.answer IN ('scale', 'spread') THEN 1 ELSE 0 END) AS grows,
    max(CASE WHEN substr(answers.rules, measured.place, 1) = 'T' THEN 1 ELSE 0 END) AS gains
FROM lines
JOIN answers ON answers.id = lines.id
JOIN places ON places.district = lines.district
CROSS JOIN (SELECT place FROM rules WHERE rule = 'promising-here') AS measured
WHERE lines.approach <> ''
GROUP BY lines.approach, lines.district, places.locale, places.band;

CREATE OR REPLACE TEMPORARY VIEW carried AS
SELECT
    lines.approach,
    lines.district,
    levels.driver,
    min(CASE levels.level WHEN 'weak' THEN 1 WHEN 'partial' THEN 2 WHEN 'strong' THEN 3 END) AS level
FROM lines
JOIN levels ON levels.id = lines.id
GROUP BY lines.approach, lines.district, levels.driver;
