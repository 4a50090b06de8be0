//! The text of a cell taken apart into words, numbers and signs, and phrases that are looked for among them.

/// A word, a number or a sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece {
    /// Letters, in lower case.
    Word(String),
    /// Digits with the points and commas among them.
    Number(String),
    /// Anything else that is no blank.
    Sign(char),
    /// Where a phrase stood that was taken.
    Taken,
}

/// The pieces of a text; `true` for one that follows the one before without a blank.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Pieces(Vec<(Piece, bool)>);

/// What was found of a phrase.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// Its place among the phrases.
    pub place: usize,
    /// The number that stood where the phrase has a `#`.
    pub number: Option<String>,
}

impl Pieces {
    pub fn of(text: &str) -> Self {
        let mut list: Vec<(Piece, bool)> = Vec::new();
        let mut glued = false;
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            let sign = if matches!(sign, '–' | '—' | '‑' | '−') {
                '-'
            } else {
                sign
            };
            if sign.is_whitespace() {
                glued = false;
                continue;
            }
            let starts_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
            let piece = if sign.is_ascii_digit() || (sign == '.' && starts_digit(signs.peek()) && !ends_in_digit(&list))
            {
                let mut number = String::from(sign);
                while let Some(next) = signs.peek().copied() {
                    let mut ahead = signs.clone();
                    ahead.next();
                    let inner = matches!(next, ',' | '.') && starts_digit(ahead.peek());
                    if !(next.is_ascii_digit() || inner) {
                        break;
                    }
                    number.push(next);
                    signs.next();
                }
                Piece::Number(number)
            } else if sign.is_alphabetic() {
                let mut word: String = sign.to_lowercase().collect();
                while let Some(next) = signs.next_if(|c| c.is_alphabetic()) {
                    word.extend(next.to_lowercase());
                }
                Piece::Word(word)
            } else {
                Piece::Sign(sign)
            };
            list.push((piece, glued));
            glued = true;
        }
        Self(list)
    }

    pub fn list(&self) -> &[(Piece, bool)] {
        &self.0
    }

    pub fn get(&self, place: usize) -> Option<&Piece> {
        self.0.get(place).map(|(piece, _)| piece)
    }

    pub fn is_glued(&self, place: usize) -> bool {
        self.0.get(place).is_some_and(|(_, glued)| *glued)
    }

    /// Takes out the first of the phrases, in their order, that stands among the pieces.
    pub fn take(&mut self, phrases: &[Pieces]) -> Option<Found> {
        for (place, phrase) in phrases.iter().enumerate() {
            let length = phrase.0.len();
            if length == 0 || length > self.0.len() {
                continue;
            }
            for from in 0..=self.0.len() - length {
                let Some(number) = self.matches(from, phrase) else {
                    continue;
                };
                for (piece, _) in self.0.iter_mut().skip(from).take(length) {
                    *piece = Piece::Taken;
                }
                return Some(Found { place, number });
            }
        }
        None
    }

    /// Takes out the first of the phrases that stands before all else.
    pub fn take_first(&mut self, phrases: &[Pieces]) -> bool {
        let Some(start) = self.0.iter().position(|(p, _)| *p != Piece::Taken) else {
            return false;
        };
        let found = phrases
            .iter()
            .find(|p| !p.0.is_empty() && self.matches(start, p).is_some());
        let Some(length) = found.map(|p| p.0.len()) else {
            return false;
        };
        self.clear(start, length);
        true
    }

    /// What stands before a piece and behind it.
    pub fn split(&self, place: usize) -> (Self, Self) {
        let left = self.0.iter().take(place).cloned().collect();
        let right = self.0.iter().skip(place + 1).cloned().collect();
        (Self(left), Self(right))
    }

    /// Takes out every one of the phrases; whether there was any.
    pub fn take_all(&mut self, phrases: &[Pieces]) -> bool {
        let mut any = false;
        while self.take(phrases).is_some() {
            any = true;
        }
        any
    }

    /// Whether nothing but signs is left.
    pub fn is_done(&self) -> bool {
        !self
            .0
            .iter()
            .any(|(p, _)| matches!(p, Piece::Word(_) | Piece::Number(_)))
    }

    /// The words that are left.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|(piece, _)| match piece {
            Piece::Word(word) => Some(word.as_str()),
            _ => None,
        })
    }

    /// Marks pieces as taken.
    pub fn clear(&mut self, from: usize, count: usize) {
        for (piece, _) in self.0.iter_mut().skip(from).take(count) {
            *piece = Piece::Taken;
        }
    }

    /// Whether a phrase stands at a place: the number at its `#`, if it has one.
    fn matches(&self, from: usize, phrase: &Self) -> Option<Option<String>> {
        let mut number = None;
        if from + phrase.0.len() > self.0.len() {
            return None;
        }
        for ((wanted, _), (held, _)) in phrase.0.iter().zip(self.0.iter().skip(from)) {
            match (wanted, held) {
                (Piece::Sign('#'), Piece::Number(digits)) => number = Some(digits.clone()),
                (one, other) if one == other => {}
                _ => return None,
            }
        }
        Some(number)
    }
}

fn ends_in_digit(list: &[(Piece, bool)]) -> bool {
    matches!(list.last(), Some((Piece::Number(_), _)))
}

/// What a written number is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Digits {
    Plain(f64),
    /// Points and commas may mean thousands or a fraction.
    Ambiguous,
}

/// Reads digits as they are written in the United States; what may be written otherwise is ambiguous.
pub(crate) fn digits(text: &str) -> Digits {
    let (whole, places) = text.rsplit_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    let sound = !whole.contains('.')
        && (!grouped || ((1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)))
        && !places.contains(',');
    // 45.000 is forty-five thousand to some
    let european = places.len() == 3 && !grouped && !first.is_empty() && first != "0";
    match text.replace(',', "").parse::<f64>() {
        Ok(number) if sound && !european => Digits::Plain(number),
        _ => Digits::Ambiguous,
    }
}

#[cfg(test)]
mod tests {
    use super::{Digits, Pieces, digits};

    #[test]
    fn phrases_are_taken_whole() {
        let phrases = [Pieces::of("over # years"), Pieces::of("/yr")];
        let mut text = Pieces::of("$1.2M over 3 years");
        let found = text.take(&phrases).expect("stands there");
        assert_eq!((found.place, found.number.as_deref()), (0, Some("3")));
        assert_eq!(text.words().collect::<Vec<_>>(), ["m"]);
        assert!(Pieces::of("$45,000/yr").take(&phrases).is_some());
        assert!(Pieces::of("$45,000 / yrs").take(&phrases).is_none());
    }

    #[test]
    fn digits_are_read_or_said_to_be_ambiguous() {
        for (text, read) in [("45,000.00", 45_000.0), (".5", 0.5), ("1,200", 1200.0), ("1.25", 1.25)] {
            assert_eq!(digits(text), Digits::Plain(read), "{text}");
        }
        for text in ["45.000,00", "45.000", "1.200.000", "45,00", "1,2000"] {
            assert_eq!(digits(text), Digits::Ambiguous, "{text}");
        }
    }
}
