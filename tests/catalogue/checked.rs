//! What a catalogue of one's own is refused for, each fault as the one in a sound document.

use cleardeck::catalogue::{self, Catalogue};
use cleardeck::diagnostics::{Code, Diagnostics, Sources};

use crate::common;

const SOUND: &str = "\
format: 1
date: 2026-01-31
approaches:
  - id: labs
    name: Reading labs
    kind: student-support
    what: A room where students read with help.
    aliases: [reading labs]
    look_alikes: [{ says: [science labs], means: rooms for science }]
    summary: likely
    reason: One trial found a gain.
    verified: yes
    cautions: [Count the minutes.]
    evidence:
      - title: A trial
        authors: Author
        published: 2020
        url: https://example.org/trial
        read: abstract
        design: lottery
        outcome: reading
        direction: better
        effect: { value: 0.1, unit: sd }
";

fn read(text: &str) -> (Option<Catalogue>, Vec<Code>) {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    let set = common::shipped(&mut sources);
    let file = sources.add("own.yaml", text.to_owned());
    let read = catalogue::load(&[file.into()], &sources, &mut out);
    if let Some(catalogue) = &read {
        catalogue::check(catalogue, &set, &mut out);
    }
    (read, out.iter().map(|problem| problem.code).collect())
}

#[test]
fn a_sound_document_is_read_and_each_fault_is_told() {
    let (read_it, told) = read(SOUND);
    assert!(read_it.is_some() && told.is_empty(), "{told:?}");
    let faults = [
        ("        url: https://example.org/trial\n", "", Code::MissingField),
        ("https://example.org/trial", "the library", Code::WrongType),
        ("        published: 2020\n", "", Code::MissingField),
        ("published: 2020", "published: soon", Code::WrongType),
        ("published: 2020", "published: 2031", Code::ImpossibleYear),
        (
            "    look_alikes: [{ says: [science labs], means: rooms for science }]\n",
            "",
            Code::MissingField,
        ),
        (", means: rooms for science", "", Code::MissingField),
        ("means: rooms for science", "is: labz", Code::UnknownReference),
        ("summary: likely", "summary: better", Code::NotBorneOut),
        ("summary: likely", "summary: none", Code::NotBorneOut),
        ("summary: likely", "summary: worse", Code::NotBorneOut),
        ("summary: likely", "summary: mixed", Code::NotBorneOut),
        ("summary: likely", "summary: sure", Code::UnknownOption),
        ("read: abstract", "read: hearsay", Code::UnknownOption),
        ("read: abstract", "read: press", Code::NotBorneOut),
        ("kind: student-support", "kind: tutoring", Code::UnknownOption),
        (", unit: sd", "", Code::WrongType),
        ("value: 0.1", "value: some", Code::WrongType),
        ("value: 0.1", "low: 0.1", Code::WrongType),
        ("    cautions: [Count the minutes.]\n", "", Code::MissingField),
        ("outcome: reading", "outcom: reading", Code::UnknownField),
        ("format: 1", "format: 2", Code::WrongFormat),
    ];
    for (was, is, code) in faults {
        assert!(SOUND.contains(was), "{was}");
        let (_, told) = read(&SOUND.replacen(was, is, 1));
        assert!(told.contains(&code), "{was} -> {is}: {told:?}");
    }
}

/// Nobody finds a second entry of the same name in place of the first without a word on why.
#[test]
fn an_entry_of_ones_own_stands_in_place_of_a_shipped_one_where_it_says_why() {
    let over = |text: &str| {
        let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
        let mut files = catalogue::shipped(&mut sources);
        files.push(sources.add("own.yaml", text.to_owned()).into());
        let read = catalogue::load(&files, &sources, &mut out);
        let told: Vec<Code> = out.iter().map(|problem| problem.code).collect();
        (read, told)
    };
    let (added, told) = over(SOUND);
    assert!(told.is_empty(), "{told:?}");
    let added = added.unwrap();
    assert_eq!(
        (added.approaches.len(), added.approach("labs").unwrap().name.as_str()),
        (88, "Reading labs")
    );
    let same = SOUND.replacen("id: labs", "id: summer-learning", 1);
    assert_eq!(over(&same).1, [Code::DuplicateId]);
    let (laid, told) = over(&format!("{same}    because: our own reading of the studies\n"));
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(laid.unwrap().approach("summer-learning").unwrap().name, "Reading labs");
}
