//! Nothing is sent that is not seen: it could carry a hidden text. Most of it is stripped before
//! (`clean`); what cannot be told from ordinary writing one by one is refused in heaps.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::super::clean;
use super::Outcome;
use super::reply::Reply;

/// So many accents that belong to no letter are decoration or worse.
const ACCENTS: usize = 3;
/// So many fancy letters are a word.
const FANCY: usize = 3;
/// Flags are made of these letters, two each; more than three flags are a message in letters.
const FLAG_LETTERS: usize = 6;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    reply.made.bubbles.iter().any(|bubble| hides(bubble)).then_some(Outcome::Refuse)
}

fn hides(bubble: &str) -> bool {
    let count = |is: fn(char) -> bool| bubble.chars().filter(|c| is(*c)).count();
    let accents = bubble.nfc().filter(|c| is_combining_mark(*c) && !varies(*c) && !is_keycap(*c));
    let varied_twice =
        bubble.chars().zip(bubble.chars().skip(1)).any(|(a, b)| varies(a) && varies(b));
    clean(bubble) != bubble.trim()
        || accents.count() >= ACCENTS
        || varied_twice
        || count(is_private) > 0
        || count(is_fancy) >= FANCY
        || count(|c| matches!(c, '\u{1f1e6}'..='\u{1f1ff}')) > FLAG_LETTERS
}

/// Whether a character only says how the one before it is drawn.
fn varies(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn is_keycap(c: char) -> bool {
    c == '\u{20e3}'
}

/// Whether a character is a letter or digit in a circle, of full width or of mathematics, by which
/// words are written past programs.
fn is_fancy(c: char) -> bool {
    matches!(
        c as u32,
        0x2460..=0x24FF | 0x2776..=0x2793 | 0xFF10..=0xFF5A | 0x1D400..=0x1D7FF | 0x1F110..=0x1F189
    )
}

/// Whether a character has no meaning of its own, or stands for what was lost.
fn is_private(c: char) -> bool {
    matches!(c as u32, 0xE000..=0xF8FF | 0xFFFC..=0xFFFD | 0xF_0000..=0x10_FFFF)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::refuses;

    #[test]
    fn what_is_not_seen_is_refused() {
        for reply in [
            "при\u{200b}вет",
            "\u{202e}тевирп",
            "привет\u{e0041}\u{e0042}",
            "п\u{335}\u{336}р\u{337}ивет",
            "😀\u{fe01}\u{fe02}\u{fe03}",
            "\u{e001}",
            "\u{0}ок",
            "🇸🇪🇨🇷🇪🇹🇸🇪",
            "ⓢⓔⓒⓡⓔⓣ",
            "🅢🅔🅒",
            "ｓｅｃｒｅｔ",
            "𝓼𝓮𝓬",
        ] {
            assert!(refuses(Rule::Invisible, "привет", reply), "{reply:?}");
        }
    }

    #[test]
    fn emoji_flags_and_accents_are_seen() {
        for reply in
            ["👩‍💻 ❤️‍🔥 👍🏽", "🇷🇺🇺🇸", "café, naïve, й и\u{306}", "две\nстроки", "1️⃣2️⃣", "🆗", "№ 5 ™ ℹ️"]
        {
            assert!(!refuses(Rule::Invisible, "привет", reply), "{reply:?}");
        }
    }
}
