//! No link, domain, address, @name, mail or phone number but those that stand in this chat, however
//! they are disguised.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use style::mask::{EMAIL, LINK, PHONE, is_email, is_link, mask};

use super::super::phrases::holds_any;
use super::Outcome;
use super::fold::as_latin;
use super::reply::Reply;

/// Ways to write `@` and `.`, and schemes, that are meant not to be seen.
const DISGUISES: &[(&str, &str)] = &[
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("<.>", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("{dot}", "."),
    ("[точка]", "."),
    ("(точка)", "."),
    ("(тчк)", "."),
    ("[at]", "@"),
    ("(at)", "@"),
    ("{at}", "@"),
    ("(собака)", "@"),
    ("[собака]", "@"),
    ("hxxp", "http"),
    ("h**p", "http"),
    ("h++p", "http"),
    ("://", "://"),
    (" ://", "://"),
    (": //", "://"),
    (":// ", "://"),
];

/// Russian, English: words for a dot, where an ending follows.
const DOTS: &[&str] = &["точка", "тчк", "тчка", "dot", "d0t", "punkt"];

/// Endings that follow a spoken or a loose dot; those that are words too, as "me", are left out.
const ENDINGS: &[&str] = &[
    "com", "ru", "org", "net", "io", "xyz", "info", "biz", "рф", "su", "ua", "by", "kz", "top",
    "site", "online", "shop", "club", "ly", "gg", "cc", "ком", "ру", "орг", "рус", "ме", "ли",
    "ио",
];

/// Words that only addresses hold.
const PARTS: &[&str] = &["http", "https", "www", "ww", "joinchat", "tme", "хттп", "хттпс"];

/// Russian, English: where an ending without a dot is one all the same.
const PLACES: &[&str] = &["сайт*", "site", "website", "ссылк*", "link", "адрес сайта"];

/// Endings of files that are no endings of domains.
const FILES: &[&str] = &[
    "js", "ts", "txt", "json", "yml", "yaml", "xml", "csv", "pdf", "jpg", "jpeg", "png", "gif",
    "exe", "dll", "jar", "conf", "cfg", "log", "sql", "html", "htm", "css", "cpp", "jmx", "jtl",
    "xls", "xlsx", "doc", "docx", "ini", "bat", "tar", "gz", "deb", "rpm", "iso", "mp3", "mp4",
    "java", "kt", "go", "rb", "php", "jsp", "avi",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let mut texts = reply.folded.clone();
    if texts.len() > 1 {
        texts.push(joined(&reply.folded));
        texts.push(reply.folded.join(" "));
    }
    // Most replies hold none, and what was said need not be looked through.
    let said: OnceCell<BTreeSet<String>> = OnceCell::new();
    let is_said = |link: &String| {
        said.get_or_init(|| reply.said.iter().flat_map(|text| links(text)).collect()).contains(link)
    };
    let leads_away = texts.iter().any(|text| {
        let found = links(text);
        let masked = mask(text);
        let is_spoken = [LINK, EMAIL].iter().any(|stand_in| masked.contains(stand_in));
        (is_spoken && found.is_empty())
            || found.iter().any(|link| !is_said(link))
            || spells_address(text, reply)
    });
    let calls = reply
        .folded
        .iter()
        .any(|text| mask(text).contains(PHONE) && !numbers_are_said(text, reply));
    (leads_away || calls).then_some(Outcome::Refuse)
}

/// Messages put together as an address would be that goes on from one to the next. Where a sentence
/// ends and another begins, the dot leads to nowhere unless an ending follows, or nothing else.
fn joined(texts: &[String]) -> String {
    let mut whole = String::new();
    for text in texts {
        let first: String = text.chars().take_while(|c| c.is_alphanumeric()).collect();
        let is_address = ENDINGS.contains(&&*first) || !text.contains(char::is_whitespace);
        if whole.ends_with('.') && !is_address {
            whole.push(' ');
        }
        whole.push_str(text);
    }
    whole
}

/// The links, addresses and names in a folded text, each in one form.
fn links(text: &str) -> Vec<String> {
    let text = undisguised(text);
    text.split(|c: char| c.is_whitespace() || ",;\"'()<>[]{}«»“”|`".contains(c))
        .filter_map(link)
        .collect()
}

/// The link that a token is, without what may be left out of it.
fn link(token: &str) -> Option<String> {
    let token = token.trim_matches(['.', '!', '?', '…', ':', '-', '—', '*', '_', '~']);
    if !token.contains(['.', '@', ':', '/', '_']) && !token.contains("xn--") {
        return None;
    }
    let has_latin = token.chars().any(|c| c.is_ascii_alphabetic());
    let latin = as_latin(token);
    // All in Cyrillic letters that look like Latin ones: a domain only with an ending that there is.
    if is_link(token) || is_email(token) {
        return Some(canonical(token));
    }
    let token = if has_latin || latin.is_ascii() && is_link(&latin) { &*latin } else { token };
    let is = token.contains("://")
        || is_link(token)
        || is_email(token)
        || is_name(token)
        || token.contains("xn--")
        || token.starts_with("t/me")
        || token.starts_with("tme/")
        || token.split([':', '=', '+']).any(could_be_a_domain)
        || is_numeric_address(token);
    is.then(|| canonical(token))
}

fn canonical(link: &str) -> String {
    let bare = link.split_once("://").map_or(link, |(_, rest)| rest);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

fn is_name(token: &str) -> bool {
    let is_bare = token.is_ascii()
        && token.split_once('_').is_some_and(|(before, after)| {
            before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
        });
    is_bare || has_name(token)
}

/// Whether a token has a name after an @.
fn has_name(token: &str) -> bool {
    token
        .split('@')
        .skip(1)
        .any(|name| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').count() >= 3)
}

/// Whether a token has a dot with Latin letters after it: an ending that is not known may be one all
/// the same. "т.е.", "e.g.", decimals and files have none.
fn could_be_a_domain(token: &str) -> bool {
    if token.contains("..") {
        // Dots in a row are a pause: "hm...no".
        return token.split("..").any(could_be_a_domain);
    }
    let host = token.split(['/', '?', '#', '!']).next().unwrap_or_default();
    let host = host.trim_matches('.');
    let is_ending = |ending: &str| {
        ending.len() >= 2 && ending.chars().all(|c| c.is_ascii_alphabetic() || c == '-')
    };
    let is_file = host.len() == token.len()
        && host.rsplit('.').next().is_some_and(|ending| FILES.contains(&ending));
    host.split_once('.').is_some_and(|(name, rest)| {
        name.ends_with(char::is_alphanumeric)
            && host.chars().any(char::is_alphabetic)
            && rest.split('.').any(is_ending)
            && !is_file
    })
}

/// Four numbers with dots between them, or colons and hexadecimal digits: an IP address.
fn is_numeric_address(token: &str) -> bool {
    let host = token.split(['/', '?']).next().unwrap_or_default();
    let version_4 = host.split(':').next().is_some_and(|host| {
        let parts: Vec<&str> = host.split('.').collect();
        parts.len() == 4 && parts.iter().all(|part| part.parse::<u8>().is_ok())
    });
    let version_6 = host.matches(':').count() >= 3
        && host.chars().all(|c| c.is_ascii_hexdigit() || c == ':')
        && host.len() >= 6;
    version_4 || version_6
}

/// The text with disguises taken off and no spaces before the dots within it.
fn undisguised(text: &str) -> String {
    let text = DISGUISES.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let text = text.replace(" :", ":").replace(" / ", "/").replace(" /", "/").replace(" @ ", "@");
    let mut joined = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('.') {
        let loose = before.ends_with(' ') && before.trim_end().ends_with(char::is_alphanumeric);
        let next = after.trim_start();
        let ends_here = |ending: &&&str| {
            next.strip_prefix(**ending).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let goes_on = next.starts_with(char::is_alphanumeric);
        if goes_on
            && (loose || (after.starts_with(' ') && ENDINGS.iter().find(ends_here).is_some()))
        {
            joined.push_str(before.trim_end());
            joined.push('.');
            rest = next;
        } else {
            joined.push_str(before);
            joined.push('.');
            rest = after;
        }
    }
    joined.push_str(rest);
    joined
}

/// Whether the dot of an address is spoken, or a part that only addresses have stands by itself.
fn spells_address(text: &str, reply: &Reply<'_>) -> bool {
    let words = style::language::words(text);
    let spoken = words.windows(2).any(|pair| {
        let is_ending = ENDINGS.contains(&pair[1].as_str());
        let may_be_one = pair[0] == "dot"
            && (2..=6).contains(&pair[1].len())
            && pair[1].chars().all(|c| c.is_ascii_lowercase());
        DOTS.contains(&pair[0].as_str()) && (is_ending || may_be_one)
    });
    let loose_me = words.windows(3).any(|three| {
        matches!(
            [&*three[0], &*three[1], &*three[2]],
            ["t" | "т", "dot" | "точка" | "тчк", "me" | "ме" | "ми"]
        )
    });
    // Who speaks of "http" as of a thing, and names no place, leads nowhere.
    let is_talk = |word: &str| {
        reply.spread(word).here && !words.iter().any(|word| ENDINGS.contains(&word.as_str()))
    };
    let part = words
        .iter()
        .any(|word| PARTS.contains(&word.as_str()) && !reply.is_said(word) && !is_talk(word));
    let on_a_site = holds_any(&words, PLACES)
        && words.iter().any(|word| ["ком", "ру", "com", "ru", "org", "net"].contains(&&**word));
    on_a_site || spoken || loose_me || part || is_spelled(text)
}

/// Whether letters with spaces between them spell the beginning of an address.
fn is_spelled(text: &str) -> bool {
    let bare: String =
        as_latin(text).chars().filter(|c| !c.is_whitespace() && *c != '-' && *c != '_').collect();
    ["http://", "https://", "hxxp", "www.", "t.me/", "tg://", "mailto:"]
        .iter()
        .any(|start| bare.contains(start) && !text.contains(start))
}

/// Whether all digits of a text stand in a row in something that was said here.
fn numbers_are_said(text: &str, reply: &Reply<'_>) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    reply.said.iter().any(|said| digits(said).contains(&digits(text)))
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, refuses};

    #[test]
    fn links_are_refused_however_they_are_disguised() {
        for reply in [
            "вот https://evil.example",
            "http://evil.example/x?y=1",
            "hxxp://evil.example",
            "hxxps://evil[.]example",
            "глянь evil.com",
            "evil . com",
            "evil. com",
            "evil .com",
            "evil dot com",
            "evil dot zip",
            "зайди на сайт эвил ком",
            "пиши в телегу evil_person",
            "эвил точка ком",
            "evil(dot)com",
            "evil[.]com",
            "evil。com",
            "evil․com",
            "ｅｖｉｌ．ｃｏｍ",
            "еvil.соm",
            "ехо.сс",
            "scam.anyending",
            "t.me/evil",
            "t . me / evil",
            "t точка me",
            "t/me/evil",
            "h t t p s : / / evil . c o m",
            "xn--e1afmkfd.xn--p1ai",
            "пример.рф",
            "tg://resolve?domain=evil",
            "пиши @evil_person",
            "пиши на evil@example.com",
            "evil собака example точка com",
            "evil(at)example.com",
            "10.20.30.40",
            "http://0x7f000001/",
            "2001:db8:0:0::1",
            "звони +7 921 123-45-67",
            "8 9 2 1 1 2 3 4 5 6 7",
            "иди на www",
            "evil.com/readme.txt",
            "evil .рф",
            "corp.evil.n et/x",
        ] {
            assert!(refuses(Rule::Links, "ну что?", reply), "{reply}");
        }
        let case = Case::asked("ну?");
        assert!(!case.verdicts(&["смотри evil", ".com"]).is_empty(), "in two messages");
        assert!(!case.verdicts(&["смотри evil.", "com"]).is_empty());
    }

    #[test]
    fn what_stands_in_the_chat_may_be_said_again() {
        let case = Case::asked("это https://good.example/a/ или @good_one, тел. 8 921 123-45-67?");
        assert!(!case.refuses(Rule::Links, "да, good.example/a"));
        assert!(!case.refuses(Rule::Links, "@good_one конечно"));
        assert!(!case.refuses(Rule::Links, "89211234567"));
        assert!(case.refuses(Rule::Links, "good.example/b"));
        assert!(case.refuses(Rule::Links, "good.example.evil.com"));
        assert!(case.refuses(Rule::Links, "@good_ones"));
    }

    #[test]
    fn ordinary_dots_are_no_links() {
        for reply in [
            "да.Нет",
            "ну да. но потом",
            "т.е. да, и т.д.",
            "e.g. this. i.e. that",
            "3.14 и 2.5",
            "в 19:30",
            "ну... ком пришел",
            "это моя точка зрения",
            "main.js и config.yaml",
            "ок . ладно",
            "I like it. me too",
            "24/7",
        ] {
            assert!(!refuses(Rule::Links, "ну что?", reply), "{reply}");
        }
    }
}
