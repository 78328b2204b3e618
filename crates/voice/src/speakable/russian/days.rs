//! The days of a week, which are written in two letters.

use super::numeral::Case;
use super::short::goes_on;
use super::{Number, Piece, case_after};

/// A day of a week.
struct Day {
    /// How it is written, in lower case.
    written: &'static str,
    /// What it is, in the nominative, genitive, dative and accusative.
    forms: [&'static str; 4],
}

static DAYS: [Day; 7] = [
    Day {
        written: "пн", forms: ["понедельник", "понедельника", "понедельнику", "понедельник"]
    },
    Day {
        written: "вт", forms: ["вторник", "вторника", "вторнику", "вторник"]
    },
    Day { written: "ср", forms: ["среда", "среды", "среде", "среду"] },
    Day {
        written: "чт", forms: ["четверг", "четверга", "четвергу", "четверг"]
    },
    Day {
        written: "пт", forms: ["пятница", "пятницы", "пятнице", "пятницу"]
    },
    Day {
        written: "сб", forms: ["суббота", "субботы", "субботе", "субботу"]
    },
    Day {
        written: "вс", forms: ["воскресенье", "воскресенья", "воскресенью", "воскресенье"]
    },
];

/// Words after which two such letters are a day.
const ASKS: [&str; 11] = ["в", "во", "на", "до", "с", "со", "от", "после", "к", "ко", "по"];

/// Words between a day and an hour.
const BEFORE_HOURS: [&str; 6] = ["в", "с", "до", "после", "к", "около"];

impl Day {
    fn named(word: &str) -> Option<&'static Self> {
        let lower = word.to_lowercase();
        DAYS.iter().find(|day| day.written == lower)
    }

    fn of(piece: &Piece) -> Option<&'static Self> {
        let Piece::Word(word) = piece else { return None };
        Self::named(word)
    }

    fn in_case(&self, case: Case) -> &'static str {
        match case {
            Case::Nominative | Case::Genitive | Case::Dative => self.forms[case as usize],
            _ => self.forms[Case::Accusative as usize],
        }
    }
}

/// The day of a week, where a word before it says that it is one.
pub(super) fn after_word(word: &str, before: &str, rest: &[Piece]) -> Option<&'static str> {
    // «ВС» are others, «в ср.» is a mean, and «на вс» a slip of the pen.
    let is_other = word.chars().all(char::is_uppercase)
        || word == "ср" && matches!(rest.first(), Some(Piece::Sign('.')))
        || word == "вс" && before == "на";
    if is_other || !ASKS.contains(&before) {
        return None;
    }
    Some(Day::named(word)?.in_case(case_after(before)))
}

/// Days that are known by what stands beside them, another day or an hour, and how many of the pieces after the first
/// they take.
pub(in crate::speakable) fn days(pieces: &[Piece], index: usize) -> Option<(String, usize)> {
    let day = Day::of(pieces.get(index)?)?;
    let (before, rest) = (&pieces[..index], &pieces[index + 1..]);
    from_to(day, before, rest).or_else(|| listed(day, before, rest))
}

/// «пн-пт»: from one day to another.
fn from_to(first: &Day, before: &[Piece], rest: &[Piece]) -> Option<(String, usize)> {
    let (dot, after) = match rest {
        [Piece::Sign('.'), after @ ..] => (1, after),
        after => (0, after),
    };
    let (used, last, after) = match after {
        [Piece::Sign('-' | '–' | '—'), last, after @ ..] => (2, last, after),
        [Piece::Space, Piece::Sign('-' | '–' | '—'), Piece::Space, last, after @ ..] => {
            (4, last, after)
        }
        _ => return None,
    };
    let last = Day::of(last)?;
    // «пн-ср-пт» are three days, and nothing between them.
    let is_one_of_many = |piece: Option<&Piece>| matches!(piece, Some(Piece::Sign('-')));
    if is_one_of_many(before.last()) || is_one_of_many(after.first()) {
        return None;
    }
    let from = match word_before(before).as_str() {
        "с" | "со" => "",
        before if ASKS.contains(&before) => return None,
        _ if matches!(first.written, "вт" | "ср") => "со ",
        _ => "с ",
    };
    let ends_short = matches!(after, [Piece::Sign('.'), after @ ..] if dot_is_its_own(after));
    let said =
        format!("{from}{} по {}", first.in_case(Case::Genitive), last.in_case(Case::Accusative));
    Some((said, dot + used + usize::from(ends_short)))
}

/// «пн, ср и пт», «вт 18:00»: a day beside another, or before an hour or a date.
fn listed(day: &Day, before: &[Piece], rest: &[Piece]) -> Option<(String, usize)> {
    let begin = begin_of_list(before);
    let is_in_list = begin < before.len() || is_next_a_day(rest);
    if !is_in_list && !is_before_hour(day, rest) {
        return None;
    }
    // The word before the first asks for the case of all.
    let governor = word_before(&before[..begin]);
    let is_asked = ASKS.contains(&governor.as_str());
    let case = if is_asked { case_after(&governor) } else { Case::Nominative };
    let dot = matches!(rest, [Piece::Sign('.'), rest @ ..] if dot_is_its_own(rest));
    Some((day.in_case(case).to_owned(), usize::from(dot)))
}

/// Where the list of days begins that stands right before.
fn begin_of_list(before: &[Piece]) -> usize {
    let mut begin = before.len();
    loop {
        begin -= match &before[..begin] {
            [.., day, Piece::Sign(','), Piece::Space] if Day::of(day).is_some() => 3,
            [.., day, Piece::Space, Piece::Word(and), Piece::Space]
                if ["и", "или"].contains(&and.as_str()) && Day::of(day).is_some() =>
            {
                4
            }
            _ => return begin,
        };
    }
}

fn is_next_a_day(rest: &[Piece]) -> bool {
    match rest {
        [Piece::Sign(','), Piece::Space, next, ..] => Day::of(next).is_some(),
        [Piece::Space, Piece::Word(and), Piece::Space, next, ..] => {
            ["и", "или"].contains(&and.as_str()) && Day::of(next).is_some()
        }
        _ => false,
    }
}

/// Whether what follows is a time of the day, or the date of the day.
fn is_before_hour(day: &Day, rest: &[Piece]) -> bool {
    let rest = match rest {
        // «ср: 4,5» is a mean.
        [Piece::Sign(':'), ..] if day.written == "ср" => return false,
        [Piece::Sign(',' | ':' | '.'), rest @ ..] => rest,
        rest => rest,
    };
    let is_hour =
        |piece: &Piece| matches!(piece, Piece::Number(Number::Time { .. } | Number::Date { .. }));
    match rest {
        [Piece::Space, Piece::Word(word), Piece::Space, at, ..] => {
            BEFORE_HOURS.contains(&word.as_str()) && is_hour(at)
        }
        [Piece::Space, at, ..] => is_hour(at),
        _ => false,
    }
}

/// Whether a dot before this was that of the day, and ended no sentence.
fn dot_is_its_own(after: &[Piece]) -> bool {
    goes_on(after) || matches!(after, [Piece::Space, Piece::Number(_), ..])
}

/// The word right before, in lower case; empty if there is none.
fn word_before(before: &[Piece]) -> String {
    match before {
        [.., Piece::Word(word), Piece::Space] => word.to_lowercase(),
        _ => String::new(),
    }
}
