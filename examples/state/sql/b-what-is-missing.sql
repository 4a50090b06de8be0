-- What is missing most often: checks that answers still need, and rules that nobody can answer, each with the number of
-- districts in which that is so.
--
-- Listed are the twenty of each that are so in most districts, as far as that is clearly more than the limit; what is not
-- listed may be so in as many as the limit.
-- Where it is so in nearly all districts, "or more" is told, so that the few others are not counted out.
CREATE OR REPLACE TEMPORARY VIEW missing AS
WITH open AS (
    SELECT 'check' AS what, wanted.id, answers.district, lines.students
    FROM answers
    JOIN lines ON lines.id = answers.id
    JOIN wanted ON array_contains(answers.checks, wanted.id)
    UNION ALL
    SELECT 'rule' AS what, rules.rule AS id, answers.district, lines.students
    FROM answers
    JOIN lines ON lines.id = answers.id
    JOIN rules ON substr(answers.rules, rules.place, 1) = 'U'
),
counted AS (
    SELECT what, id, count(DISTINCT district) AS districts, sum(students) AS students FROM open GROUP BY what, id
),
every AS (SELECT count(*) AS districts FROM places),
listed AS (
    SELECT
        counted.what,
        counted.id,
        least(counted.districts, every.districts - limits.least_districts) AS districts,
        counted.districts >= every.districts - limits.least_districts AS or_more,
        row_number() OVER (PARTITION BY counted.what ORDER BY counted.districts DESC, counted.id) AS place
    FROM counted
    CROSS JOIN every
    CROSS JOIN limits
    WHERE counted.districts >= limits.least_districts + limits.more AND counted.students >= limits.least_students
)
SELECT what, id, districts, or_more FROM listed WHERE place <= 20;

SELECT * FROM missing ORDER BY what, districts DESC, id;
