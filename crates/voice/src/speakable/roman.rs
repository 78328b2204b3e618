//! Roman numerals, as far as I, V and X go: of other letters more abbreviations are made than numbers. Which of them
//! are surely numerals shows in the words around; the others are left as they are.

use super::Piece;

const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];

/// The number that a word is, from 1 to 39. Russians write it with their own Х too.
pub(super) fn roman(word: &str) -> Option<u64> {
    let written = word.replace('Х', "X");
    let ones = written.trim_start_matches('X');
    let tens = written.len() - ones.len();
    let ones = ONES.iter().position(|one| *one == ones)?;
    let number = u64::try_from(10 * tens + ones).ok()?;
    (1..40).contains(&number).then_some(number)
}

/// Whether nothing before it makes another word of it, as of the second half of `MK-II`.
pub(super) fn stands_apart(pieces: &[Piece], at: usize) -> bool {
    match at.checked_sub(1).and_then(|before| pieces.get(before)) {
        None | Some(Piece::Space | Piece::Break) => true,
        Some(Piece::Sign(sign)) => matches!(sign, '(' | '«' | '"' | '“' | '„'),
        Some(_) => false,
    }
}

/// Whether a numeral may also be kisses, or somebody unknown.
pub(super) fn is_of_x_alone(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'X' | 'Х'))
}

/// The word right before a piece, as it is written; empty if there is none.
pub(super) fn word_before(pieces: &[Piece], at: usize) -> &str {
    match pieces.get(..at) {
        Some([.., Piece::Word(word), Piece::Space]) => word,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_as_far_as_they_are_written_by_the_rules() {
        for (written, number) in
            [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XXI", 21), ("ХХ", 20), ("XXXIX", 39)]
        {
            assert_eq!(roman(written), Some(number), "{written}");
        }
        for written in
            ["", "i", "iv", "IIII", "VX", "IXI", "XXXX", "XL", "MIX", "CD", "DM", "VIP", "мл"]
        {
            assert_eq!(roman(written), None, "{written}");
        }
    }
}
