//! Takes out of a text what says nothing about how somebody writes, with the stand-ins of the
//! benchmark, so that figures of different programs can be compared.

use super::chars::{is_decimal, is_space, is_word};

/// Longer texts are cut here, in characters: after the replacements, and roughly before them.
const LONGEST: usize = 1500;
const LONGEST_READ: usize = 8 * LONGEST;

/// A rule: the text's characters and a place, to the end of what begins there and is replaced; or
/// the next place at which something could begin, so that long runs are read once.
type Rule = fn(&[char], usize) -> Result<usize, usize>;

/// In the order in which they are applied.
const RULES: [(Rule, &str); 4] =
    [(mail, "<EMAIL>"), (link, "<URL>"), (handle, "@user"), (phone, "<NUM>")];

/// Links become `<URL>`, mail addresses `<EMAIL>`, handles `@user`, numbers of ten digits and more
/// `<NUM>`; runs of spaces become one, and only the first 1500 characters stay.
pub fn clean(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().take(LONGEST_READ).collect();
    for (rule, stand_in) in RULES {
        chars = replace(&chars, rule, stand_in);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut blank = false;
    for c in chars {
        let is_blank = matches!(c, ' ' | '\t');
        if !is_blank {
            cleaned.push(c);
        } else if !blank {
            cleaned.push(' ');
        }
        blank = is_blank;
    }
    cleaned.trim_matches(is_space).chars().take(LONGEST).collect()
}

/// Cleans every message of a reply and drops those of which nothing is left.
pub fn clean_bubbles<S: AsRef<str>>(bubbles: &[S]) -> Vec<String> {
    bubbles.iter().map(|bubble| clean(bubble.as_ref())).filter(|text| !text.is_empty()).collect()
}

fn replace(text: &[char], rule: Rule, stand_in: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match rule(text, at) {
            Ok(end) => {
                out.extend(stand_in.chars());
                at = end;
            }
            Err(next) => {
                out.extend(&text[at..next]);
                at = next;
            }
        }
    }
    out
}

/// Where the run of such characters that begins at `from` ends.
fn run(text: &[char], from: usize, of: impl Fn(char) -> bool) -> usize {
    text[from..].iter().position(|c| !of(*c)).map_or(text.len(), |length| from + length)
}

fn is_word_at(text: &[char], at: usize) -> bool {
    text.get(at).is_some_and(|c| is_word(*c))
}

/// `\b`: a word begins or ends here.
fn is_boundary(text: &[char], at: usize) -> bool {
    (at > 0 && is_word_at(text, at - 1)) != is_word_at(text, at)
}

/// `\b[\w.+-]+@[\w-]+\.[\w.]+\b`
fn mail(text: &[char], start: usize) -> Result<usize, usize> {
    let is_name = |c| is_word(c) || matches!(c, '.' | '+' | '-');
    if !is_name(text[start]) || !is_boundary(text, start) {
        return Err(start + 1);
    }
    // Whatever begins within the name ends as it does.
    let at = run(text, start, is_name);
    if text.get(at) != Some(&'@') {
        return Err(at);
    }
    let dot = run(text, at + 1, |c| is_word(c) || c == '-');
    if dot == at + 1 || text.get(dot) != Some(&'.') {
        return Err(at);
    }
    let longest = run(text, dot + 1, |c| is_word(c) || c == '.');
    (dot + 2..=longest).rev().find(|end| is_boundary(text, *end)).ok_or(at)
}

/// `(https?://|www\.|ftp://)\S+`
fn link(text: &[char], start: usize) -> Result<usize, usize> {
    const BEGINNINGS: [&str; 4] = ["https://", "http://", "www.", "ftp://"];
    let rest = &text[start..];
    let begins = |beginning: &&&str| {
        beginning.len() <= rest.len() && beginning.chars().zip(rest).all(|(a, b)| a == *b)
    };
    let beginning = BEGINNINGS.iter().find(begins).ok_or(start + 1)?;
    let from = start + beginning.len();
    let end = run(text, from, |c| !is_space(c));
    if end > from { Ok(end) } else { Err(start + 1) }
}

/// `(?<!\w)@\w{3,}`
fn handle(text: &[char], start: usize) -> Result<usize, usize> {
    if text[start] != '@' || start > 0 && is_word(text[start - 1]) {
        return Err(start + 1);
    }
    let end = run(text, start + 1, is_word);
    if end >= start + 4 { Ok(end) } else { Err(start + 1) }
}

/// `\+?\d[\d\-\s()]{8,}\d`
fn phone(text: &[char], start: usize) -> Result<usize, usize> {
    let first = if text[start] == '+' { start + 1 } else { start };
    if !text.get(first).copied().is_some_and(is_decimal) {
        return Err(start + 1);
    }
    let inner =
        run(text, first + 1, |c| is_decimal(c) || matches!(c, '-' | '(' | ')') || is_space(c));
    let last = (first + 9..inner).rev().find(|at| is_decimal(text[*at]));
    last.map(|last| last + 1).ok_or(start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_identifies_somebody_is_replaced() {
        for (text, cleaned) in [
            ("глянь https://example.org/a?b=1 срочно", "глянь <URL> срочно"),
            ("www.a.b,c d", "<URL> d"),
            ("пиши на ivan.p+x@mail.example.com. ок", "пиши на <EMAIL>. ок"),
            ("@ivan_petrov, глянь", "@user, глянь"),
            ("мой +7 (921) 123-45-67 звони", "мой <NUM> звони"),
            ("8 921 123 45 67", "<NUM>"),
            ("٠٩٢١١٢٣٤٥٦٧", "<NUM>"),
            ("a  \t b\n c ", "a b\n c"),
        ] {
            assert_eq!(clean(text), cleaned);
        }
    }

    #[test]
    fn what_only_looks_so_stays() {
        for text in ["a@b", "@ab", "x@abc", "в 10:30, 123-45-67", "http:// и", "12 000 руб"] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean(&"я".repeat(2000)).chars().count(), LONGEST);
        assert_eq!(clean_bubbles(&[" ", "да"]), ["да"]);
        assert_eq!(clean(&"a-".repeat(50_000)).len(), LONGEST, "and in no time");
    }
}
