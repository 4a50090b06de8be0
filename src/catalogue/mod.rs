//! What is known elsewhere: public evidence on approaches and named programs, read from documents under `catalogue/`.
//!
//! It is looked at beside an inventory and never decides for it: an entry that nobody confirmed is shown and read by
//! nothing, and one that is confirmed stops, spreads and scales nothing. What was published after the day of the audit is
//! not shown.

mod check;
mod document;
mod embedded;
mod known;
mod load;
mod matching;
mod model;
mod schema;
mod shelf;
mod signs;

pub use check::check;
pub use embedded::shipped;
pub use known::{Known, by_scale, known_by};
pub use load::{CatalogueFile, load};
pub use matching::{By, Match, Matcher, likeliest};
pub use model::{
    Approach, Catalogue, Condition, Context, Cost, Effect, Entry, Evidence, Extent, LookAlike, Mention, Program, Rated,
    RatingWord, Review, Unrated,
};
pub use schema::schema;
pub use shelf::Shelf;
pub use signs::{Blocking, Listed, LookSign, Sign, Signs};
pub use words::{Blocks, Design, Direction, Per, ReadAs, Summary, Unit, Verified};

mod words;
