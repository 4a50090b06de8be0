-- What may be told. A cell that rests on fewer districts or fewer students than these is small.
-- `suppress_n` of the rules is the least number of students; `more` is how far above the least the cell must be that
-- is hidden beside a small one, so that what remains possible of the small one is wider than that.
-- `complementary` is here for the test that shows what happens without it; nobody publishes with `false`.
CREATE OR REPLACE TEMPORARY VIEW limits AS
SELECT 3 AS least_districts, 10 AS least_students, 2 AS more, true AS complementary;
