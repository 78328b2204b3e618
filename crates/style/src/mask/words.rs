//! Links and mail addresses, however they are written.

use std::borrow::Cow;

use super::{EMAIL, LINK, is_invisible};

/// Endings of domains that are taken for a link also without a path. None is a word that people
/// write after a full stop without a space.
const ENDINGS: [&str; 58] = [
    "com",
    "net",
    "org",
    "ru",
    "su",
    "me",
    "io",
    "info",
    "рф",
    "dev",
    "app",
    "ai",
    "uk",
    "de",
    "by",
    "ua",
    "kz",
    "eu",
    "fr",
    "pl",
    "cz",
    "nl",
    "ch",
    "fi",
    "tr",
    "il",
    "cn",
    "jp",
    "br",
    "biz",
    "edu",
    "gov",
    "xyz",
    "site",
    "online",
    "store",
    "shop",
    "club",
    "space",
    "website",
    "tech",
    "cloud",
    "page",
    "blog",
    "link",
    "live",
    "pro",
    "tv",
    "cc",
    "gg",
    "gl",
    "ly",
    "москва",
    "онлайн",
    "сайт",
    "орг",
    "дети",
    "moscow",
];

/// Beginnings of addresses that need no `//`.
const SCHEMES: [&str; 6] = ["www.", "tg:", "mailto:", "tel:", "viber:", "skype:"];

/// Ways to write `@` and `.` that programs are meant not to see.
const DISGUISES: [(&str, &str); 12] = [
    ("(at)", "@"),
    ("[at]", "@"),
    ("{at}", "@"),
    ("(собака)", "@"),
    ("[собака]", "@"),
    ("＠", "@"),
    ("(dot)", "."),
    ("[dot]", "."),
    ("[.]", "."),
    ("(.)", "."),
    ("(точка)", "."),
    ("。", "."),
];

/// Whether a word is a link or holds one: with a scheme, a bare domain of a known ending, or a
/// domain of any ending with a path.
pub fn is_link(word: &str) -> bool {
    let word = plain(word);
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.contains("://") || SCHEMES.iter().any(|scheme| starts_with_ignoring_case(word, scheme))
    {
        return true;
    }
    word.split([':', ',', ';']).any(|part| {
        let part = part.trim_start_matches(|c: char| !c.is_alphanumeric());
        let host = part.split(['/', '?', '#']).next().unwrap_or_default();
        host.rsplit_once('.').is_some_and(|(name, ending)| {
            let with_path = part[host.len()..].starts_with('/')
                && ending.len() >= 2
                && ending.chars().all(|c| c.is_ascii_alphabetic());
            name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
                && name.contains(char::is_alphabetic)
                && (with_path || ENDINGS.contains(&&*ending.to_lowercase()))
        })
    })
}

/// Whether a word is a mail address.
pub fn is_email(word: &str) -> bool {
    let word = plain(word);
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && is_host(host))
}

fn is_host(word: &str) -> bool {
    word.trim_matches(|c: char| !c.is_alphanumeric()).contains('.')
}

fn starts_with_ignoring_case(word: &str, start: &str) -> bool {
    word.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
        && word.len() > start.len()
}

/// The word as it is meant: without what is not seen, and with its disguises taken off.
fn plain(word: &str) -> Cow<'_, str> {
    let is_disguised = word.contains(['(', '[', '{', '＠', '。']);
    if !is_disguised && !word.contains(is_invisible) {
        return Cow::Borrowed(word);
    }
    let mut plain: String = word.chars().filter(|c| !is_invisible(*c)).collect();
    if is_disguised {
        plain = DISGUISES
            .iter()
            .fold(plain.to_lowercase(), |plain, (disguise, sign)| plain.replace(disguise, sign));
    }
    Cow::Owned(plain)
}

/// The text with links and mail addresses replaced.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    // A link has a dot or a scheme, an address an @, or a disguise: most messages have none.
    if !text.contains(['.', '@', ':', '(', '[', '{', '＠', '。']) && !text.contains("собака")
    {
        return Cow::Borrowed(text);
    }
    let words: Vec<(usize, &str)> = words(text).collect();
    let mut masked = String::new();
    let mut copied = 0;
    let mut place = 0;
    while let Some((start, word)) = words.get(place) {
        let spoken = spoken_email(&words[place..]);
        let (stand_in, last) = match spoken {
            Some(length) => (Some(EMAIL), place + length - 1),
            None if is_email(word) => (Some(EMAIL), place),
            None if is_link(word) => (Some(LINK), place),
            None => (None, place),
        };
        if let Some(stand_in) = stand_in {
            masked.push_str(&text[copied..*start]);
            masked.push_str(stand_in);
            copied = words[last].0 + words[last].1.len();
        }
        place = last + 1;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// Each word with where it begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - start, word))
}

/// How many words the mail address takes that words begin with: "ivan (at) example.com", "ivan
/// собака example точка com".
fn spoken_email(words: &[(usize, &str)]) -> Option<usize> {
    let [(_, user), (_, at), (_, host), rest @ ..] = words else { return None };
    let is_at = matches!(&*plain(at), "@") || at.eq_ignore_ascii_case("собака") || *at == "собака";
    if !is_at || !user.chars().any(char::is_alphanumeric) {
        return None;
    }
    if is_host(&plain(host)) {
        return Some(3);
    }
    match rest {
        [(_, dot), (_, ending), ..]
            if matches!(&*plain(dot), "." | "точка" | "dot")
                && ENDINGS.contains(&&*trimmed(ending).to_lowercase()) =>
        {
            Some(5)
        }
        _ => None,
    }
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}
