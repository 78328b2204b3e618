//! Invisible characters are stripped: they carry hidden text and break what other rules read.

/// The text without control, invisible and direction characters, trimmed; empty if nothing is left
/// to see. What joins emoji stays.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        // A line break by another name, which whoever reads lines may not know.
        let c = if matches!(c, '\u{2028}' | '\u{2029}') { '\n' } else { c };
        let joins_emoji = c == '\u{200d}'
            && cleaned.chars().next_back().is_some_and(|last| {
                style::language::is_emoji(last) || matches!(last as u32, 0xFE0F | 0x1F3FB..=0x1F3FF)
            });
        if joins_emoji || !is_invisible(c) {
            cleaned.push(c);
        }
    }
    let cleaned = cleaned.trim();
    // A variation selector is seen only with what it varies.
    let seen = |c: char| !c.is_whitespace() && !matches!(c, '\u{fe00}'..='\u{fe0f}');
    if cleaned.contains(seen) { cleaned.to_owned() } else { String::new() }
}

/// Whether a character is not seen, or steers how what stands around it is seen.
pub fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(
            c as u32,
            0xAD | 0x34F
                | 0x61C
                | 0x115F..=0x1160
                | 0x17B4..=0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x202A..=0x202E
                | 0x2060..=0x206F
                | 0x2800
                | 0x3164
                | 0xFEFF
                | 0xFFA0
                | 0xFFF0..=0xFFFB
                | 0xE0000..=0xE0FFF
        )
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn hidden_text_is_stripped_and_visible_text_stays() {
        assert_eq!(clean("при\u{200b}вет\u{202e}!\u{e0041}"), "привет!");
        assert_eq!(clean(" ок\u{feff}\n"), "ок");
        assert_eq!(clean("две\nстроки"), "две\nстроки");
        assert_eq!(clean("две\u{2028}строки\u{2029}"), "две\nстроки");
        assert_eq!(clean("\u{2066}\u{2069}"), "");
        assert_eq!(clean("\u{3164}"), "");
        assert_eq!(clean("\u{2800}\u{fe0f}"), "");
    }

    #[test]
    fn joined_emoji_stay_joined() {
        for emoji in ["👩‍💻", "❤️‍🔥", "👍🏽", "👩🏽‍💻"] {
            assert_eq!(clean(emoji), emoji);
        }
        assert_eq!(clean("a\u{200d}b"), "ab");
    }
}
