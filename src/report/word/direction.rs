//! The writing directions within a text. A word processor asks for them at each run.

/// The pieces of a text from left to right and from right to left; `true` for the latter.
pub(super) fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let (mut begun, mut turned) = (0, false);
    // where the blanks and signs without a direction before the letter at hand begin
    let mut loose = 0;
    for (at, sign) in text.char_indices() {
        let end = at + sign.len_utf8();
        let turns = runs_left(sign);
        if !turns && !sign.is_alphanumeric() && turned {
            continue;
        }
        if turns != turned {
            // what stands between belongs to what runs from left to right
            let cut = if turned { loose } else { at };
            if let Some(piece) = text.get(begun..cut).filter(|piece| !piece.is_empty()) {
                pieces.push((turned, piece));
            }
            (begun, turned) = (cut, turns);
        }
        loose = end;
    }
    // at the end of a text nothing follows that signs could belong to
    let cut = if turned { loose } else { text.len() };
    for (turned, piece) in [(turned, text.get(begun..cut)), (false, text.get(cut..))] {
        if let Some(piece) = piece.filter(|piece| !piece.is_empty()) {
            pieces.push((turned, piece));
        }
    }
    pieces
}

/// Whether a letter is of a script that runs from right to left: Hebrew, Arabic and those in their blocks.
fn runs_left(letter: char) -> bool {
    matches!(
        letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn letters_that_run_left_are_apart_and_nothing_is_lost() {
        assert_eq!(pieces("Reading 12"), [(false, "Reading 12")]);
        assert_eq!(
            pieces("a מעבדת קריאה (abc) 123"),
            [(false, "a "), (true, "מעבדת קריאה"), (false, " (abc) 123")]
        );
        assert_eq!(pieces("مدرسة!"), [(true, "مدرسة"), (false, "!")]);
        assert_eq!(pieces(""), []);
    }
}
