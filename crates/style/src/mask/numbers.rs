//! Phone, card and account numbers, however they are written.

use super::{CARD, NUMBER, PHONE, is_invisible};

/// The decimal digits of scripts that people type numbers in, each by its zero.
const ZEROS: [char; 10] =
    ['0', '٠', '۰', '०', '০', '๐', '０', '\u{1d7ce}', '\u{1d7d8}', '\u{1d7ec}'];

/// Between two digits of a number stand at most so many signs, without invisible ones.
const LONGEST_GAP: usize = 3;

/// How local numbers are grouped: too short to be told by their length.
const LOCAL: [&[usize]; 7] =
    [&[3, 2, 2], &[3, 4], &[2, 2, 3], &[1, 3, 2, 2], &[2, 3, 2, 2], &[3, 2, 2, 2], &[3, 3, 3]];

/// The text with numbers replaced; `None` if there is nothing to replace.
pub(super) fn mask(text: &str) -> Option<String> {
    let mut masked = String::new();
    let mut copied = 0;
    let mut at = 0;
    let mut before = ' ';
    while let Some(next) = text[at..].chars().next() {
        let (stand_in, end) = number_at(&text[at..], before);
        if let Some(stand_in) = stand_in {
            masked.push_str(&text[copied..at]);
            masked.push_str(stand_in);
            copied = at + end;
        }
        let step = end.max(next.len_utf8());
        before = text[at..at + step].chars().next_back().unwrap_or(next);
        at += step;
    }
    (copied > 0).then(|| {
        masked.push_str(&text[copied..]);
        masked
    })
}

/// What stands for the number that the text begins with, and where that ends; 0 if there is none.
fn number_at(text: &str, before: char) -> (Option<&'static str>, usize) {
    let Some(first) = text.chars().next() else { return (None, 0) };
    if first.is_ascii_alphabetic() && !before.is_alphanumeric() {
        return match account(text) {
            Some(end) => (Some(CARD), end),
            None => (None, 0),
        };
    }
    if !(is_digit(first) || is_plus(first)) {
        return (None, 0);
    }
    if let Some(end) = date(text) {
        return (None, end);
    }
    let run = Run::of(text);
    (run.stand_in(), run.end())
}

fn is_digit(c: char) -> bool {
    // Letters of Europe come before all other digits: most texts are done here.
    c.is_ascii_digit()
        || c >= ZEROS[1]
            && ZEROS.iter().any(|zero| (*zero as u32..*zero as u32 + 10).contains(&(c as u32)))
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '＋')
}

/// What stands between the groups of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Space,
    /// Any kind of dash or bracket.
    Dash,
    /// A dot or a slash, which part numbers less often than dates, hours and sums.
    Dot,
}

impl Gap {
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => return None,
            c if c.is_whitespace() => Self::Space,
            '-'
            | '('
            | ')'
            | '['
            | ']'
            | '_'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | '\u{fe58}'
            | '\u{fe63}'
            | '\u{ff0d}'
            | '•'
            | '·' => Self::Dash,
            '.' | '/' | '\u{2024}' | '．' => Self::Dot,
            _ => return None,
        })
    }
}

/// Groups of digits with what people put between them.
struct Run {
    /// How many digits each group has, and where it ends.
    groups: Vec<(usize, usize)>,
    /// What stands before each group but the first.
    gaps: Vec<Gap>,
    plus: bool,
    /// Whether the first digit is one that long-distance numbers begin with.
    is_dialled: bool,
}

impl Run {
    fn of(text: &str) -> Self {
        let mut run = Self { groups: Vec::new(), gaps: Vec::new(), plus: false, is_dialled: false };
        let mut gap: Option<Gap> = None;
        let mut signs = 0;
        for (at, c) in text.char_indices() {
            if is_digit(c) {
                let end = at + c.len_utf8();
                match (run.groups.last_mut(), gap.take()) {
                    (Some(group), None) => *group = (group.0 + 1, end),
                    (Some(_), Some(gap)) => {
                        run.gaps.push(gap);
                        run.groups.push((1, end));
                    }
                    (None, gap) => {
                        let opens = gap == Some(Gap::Dash);
                        run.is_dialled = opens || matches!(c, '7' | '8' | '0');
                        run.groups.push((1, end));
                    }
                }
                signs = 0;
            } else if at == 0 && is_plus(c) {
                run.plus = true;
            } else if let Some(next) = Gap::of(c) {
                signs += 1;
                // "12. 5" are two numbers.
                let is_end = next == Gap::Dot && gap.is_some() || gap == Some(Gap::Dot);
                if is_end || signs > LONGEST_GAP {
                    break;
                }
                gap = Some(if gap == Some(Gap::Dash) { Gap::Dash } else { next });
            } else if !is_invisible(c) {
                break;
            } else if let (Some(group), None) = (run.groups.last_mut(), gap) {
                group.1 = at + c.len_utf8();
            }
        }
        run.without_what_dots_part()
    }

    /// Dots part the digits of a number only where nothing else does, or where it is a phone number
    /// all the same: "10.00-11.30 12.00" is none.
    fn without_what_dots_part(mut self) -> Self {
        let dots = self.gaps.iter().filter(|gap| **gap == Gap::Dot).count();
        let is_phone = self.plus || self.is_dialled && (10..=12).contains(&self.digits());
        if dots > 0 && dots < self.gaps.len() && !is_phone {
            let first_is_dot = self.gaps[0] == Gap::Dot;
            let kept =
                self.gaps.iter().take_while(|gap| (**gap == Gap::Dot) == first_is_dot).count();
            self.gaps.truncate(kept);
            self.groups.truncate(kept + 1);
        }
        self
    }

    fn digits(&self) -> usize {
        self.groups.iter().map(|(digits, _)| digits).sum()
    }

    fn end(&self) -> usize {
        self.groups.last().map_or(0, |(_, end)| *end)
    }

    fn stand_in(&self) -> Option<&'static str> {
        let sizes: Vec<usize> = self.groups.iter().map(|(digits, _)| *digits).collect();
        let is_local = self.gaps.contains(&Gap::Dash) && LOCAL.contains(&&sizes[..]);
        match self.digits() {
            13.. => Some(CARD),
            10..=12 => Some(PHONE),
            7..=9 if self.plus || is_local => Some(PHONE),
            7..=9 if self.gaps.is_empty() => Some(NUMBER),
            _ => None,
        }
    }
}

/// Where the date ends that a text begins with: 12.05.2024, 12/05/24, 2024-05-12.
fn date(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let number = |from: usize| {
        let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let value: u32 = text[from..from + length].parse().ok()?;
        Some((value, from + length))
    };
    let (first, first_end) = number(0)?;
    let sign = *bytes.get(first_end)?;
    if !b".-/".contains(&sign) {
        return None;
    }
    let (month, month_end) = number(first_end + 1)?;
    if bytes.get(month_end) != Some(&sign) {
        return None;
    }
    let (last, end) = number(month_end + 1)?;
    let is_year = |value: u32, length: usize| match length {
        4 => (1900..2100).contains(&value),
        2 => true,
        _ => false,
    };
    let is_day = |value: u32, length: usize| length <= 2 && (1..=31).contains(&value);
    let month_is = month_end - first_end - 1 <= 2 && (1..=12).contains(&month);
    let last_length = end - month_end - 1;
    let day_first = is_day(first, first_end) && is_year(last, last_length);
    let year_first = first_end == 4 && is_year(first, first_end) && is_day(last, last_length);
    // What goes on after the same sign is no date.
    let goes_on =
        bytes.get(end) == Some(&sign) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    (month_is && (day_first || year_first) && !goes_on).then_some(end)
}

/// Where the IBAN ends that a text begins with. Told by its check digits (ISO 13616: the rest of the
/// number, the country and the check digits, letters as 10 to 35, leave 1 when divided by 97).
fn account(text: &str) -> Option<usize> {
    let head = text.as_bytes().first_chunk::<4>()?;
    let [a, b, c, d] = head;
    if !(a.is_ascii_alphabetic()
        && b.is_ascii_alphabetic()
        && c.is_ascii_digit()
        && d.is_ascii_digit())
    {
        return None;
    }
    let mut signs: Vec<u32> = Vec::new();
    let mut found = None;
    let mut chars = text.char_indices().peekable();
    let mut parted = false;
    while let Some((at, c)) = chars.next() {
        if let Some(value) = c.to_digit(36) {
            signs.push(value);
            parted = false;
            let ends = chars.peek().is_none_or(|(_, next)| !next.is_alphanumeric());
            if ends && (15..=34).contains(&signs.len()) && is_valid(&signs) {
                found = Some(at + c.len_utf8());
            }
        } else if is_invisible(c) {
        } else if Gap::of(c).is_none_or(|gap| gap == Gap::Dot) || parted {
            break;
        } else {
            parted = true;
        }
        if signs.len() > 34 {
            break;
        }
    }
    found
}

fn is_valid(signs: &[u32]) -> bool {
    let (head, rest) = signs.split_at(4);
    rest.iter().chain(head).fold(0, |remainder, value| {
        let shift = if *value < 10 { 10 } else { 100 };
        (remainder * shift + value) % 97
    }) == 1
}
