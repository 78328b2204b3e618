//! Slips of the keys.

/// Whether a word is another one, or that with a letter or two wrong, left out, too many or changed
/// places; in a short word one.
pub(in crate::saved) fn is_nearly(word: &str, meant: &str) -> bool {
    let (word, meant): (Vec<char>, Vec<char>) = (word.chars().collect(), meant.chars().collect());
    let allowed = match meant.len() {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    };
    word.len().abs_diff(meant.len()) <= allowed && distance(&word, &meant) <= allowed
}

/// How many slips make one word of another: the optimal string alignment distance, of which the three
/// newest rows are kept.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, &a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &b) in other.iter().enumerate() {
            let replaced = last[j] + usize::from(a != b);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == other[j - 1] && one[i - 1] == b {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        for (word, meant) in [
            ("statsu", "status"),
            ("sttus", "status"),
            ("pausse", "pause"),
            ("статсу", "статус"),
            ("пауз", "пауза"),
            ("ok", "ok"),
        ] {
            assert!(is_nearly(word, meant), "{word} {meant}");
        }
        for (word, meant) in [
            ("peaks", "pause"),
            ("towers", "resume"),
            ("мой", "молчи"),
            ("off", "ok"),
            ("on", "go"),
            ("брат", "отправь"),
            ("", "ok"),
        ] {
            assert!(!is_nearly(word, meant), "{word} {meant}");
        }
    }
}
