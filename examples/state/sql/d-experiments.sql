-- Natural experiments: districts that run the same approach with a weak and with a strong driver, and in how many of
-- them it gained here. It shows where to look; what else differs between the districts is not taken out.
--
-- The two groups stand side by side or not at all: each count, and what is left of the approach beside them, must not
-- be small, because the total of the approach is told elsewhere.
CREATE OR REPLACE TEMPORARY VIEW experiments AS
WITH counted AS (
    SELECT
        programs.approach,
        carried.driver,
        count(CASE WHEN carried.level = 1 THEN 1 END) AS weak,
        count(CASE WHEN carried.level = 1 AND gains = 1 THEN 1 END) AS weak_gain,
        count(CASE WHEN carried.level = 3 THEN 1 END) AS strong,
        count(CASE WHEN carried.level = 3 AND gains = 1 THEN 1 END) AS strong_gain,
        coalesce(sum(CASE WHEN carried.level = 1 AND gains = 1 THEN students END), 0) AS weak_gain_students,
        coalesce(sum(CASE WHEN carried.level = 1 AND gains = 0 THEN students END), 0) AS weak_other_students,
        coalesce(sum(CASE WHEN carried.level = 3 AND gains = 1 THEN students END), 0) AS strong_gain_students,
        coalesce(sum(CASE WHEN carried.level = 3 AND gains = 0 THEN students END), 0) AS strong_other_students
    FROM programs
    JOIN carried ON carried.approach = programs.approach AND carried.district = programs.district
    GROUP BY programs.approach, carried.driver
),
judged AS (
    SELECT
        counted.*,
        hidden.is_hidden
        OR least(weak_gain, weak - weak_gain, strong_gain, strong - strong_gain) < least_districts
        OR least(weak_gain_students, weak_other_students, strong_gain_students, strong_other_students) < least_students
        OR (complementary AND grow + others - weak - strong < least_districts) AS is_hidden_here
    FROM counted
    JOIN hidden ON hidden.grain = 'state' AND hidden.approach = counted.approach
    CROSS JOIN limits
)
SELECT
    approach, driver,
    CASE WHEN NOT is_hidden_here THEN weak END AS weak,
    CASE WHEN NOT is_hidden_here THEN weak_gain END AS weak_gain,
    CASE WHEN NOT is_hidden_here THEN strong END AS strong,
    CASE WHEN NOT is_hidden_here THEN strong_gain END AS strong_gain,
    is_hidden_here AS hidden
FROM judged;

SELECT * FROM experiments ORDER BY approach, driver;
