//! A text as sentences of clauses. Voices say one sentence at a time, and know of the signs that end a
//! clause by themselves; espeak-ng leaves them out.

/// What is said in one breath, and the sign that ends it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    pub(crate) text: String,
    pub(crate) end: char,
}

/// Clauses up to the end of a sentence.
pub(crate) type Sentence = Vec<Clause>;

/// Letters after which a sentence ends with its clause: what a voice says at once costs with the square of
/// its length.
const LONG: usize = 300;

/// The sentences of a text; what has no letter or digit is none.
pub(crate) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    let mut sentence: Sentence = Vec::new();
    let mut letters = 0;
    for line in text.lines() {
        for clause in clauses(line) {
            letters += clause.text.chars().count();
            let ends = matches!(clause.end, '.' | '?' | '!') || letters > LONG;
            sentence.push(clause);
            if ends {
                sentences.push(std::mem::take(&mut sentence));
                letters = 0;
            }
        }
    }
    if !sentence.is_empty() {
        sentences.push(sentence);
    }
    sentences
}

fn clauses(line: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    let mut text = String::new();
    let mut signs = line.chars().peekable();
    let mut close = |text: &mut String, end: char| {
        let said = std::mem::take(text);
        if said.chars().any(char::is_alphanumeric) {
            clauses.push(Clause { text: said.trim().to_owned(), end });
        }
    };
    while let Some(sign) = signs.next() {
        let Some(mut end) = ending(sign) else {
            text.push(sign);
            continue;
        };
        // Of several, such as «?!» or «...», one counts.
        while let Some(next) = signs.peek().copied().and_then(ending) {
            if next != ',' && end == '.' {
                end = next;
            }
            signs.next();
        }
        let is_end = signs.peek().is_none_or(|next| !next.is_alphanumeric());
        match is_end {
            true => close(&mut text, end),
            // Within a word it ends nothing.
            false if sign == '—' => close(&mut text, end),
            false => text.push(sign),
        }
    }
    close(&mut text, '.');
    clauses
}

/// How a sign is said, if it ends a clause.
fn ending(sign: char) -> Option<char> {
    match sign {
        '.' | '…' => Some('.'),
        ',' | '—' | '–' => Some(','),
        '!' | '?' | ':' | ';' => Some(sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let sentences = sentences(text);
        let shown = |sentence: &Sentence| {
            let clauses = sentence.iter().map(|clause| format!("{}{}", clause.text, clause.end));
            clauses.collect::<Vec<_>>().join(" ")
        };
        sentences.iter().map(shown).collect()
    }

    #[test]
    fn a_clause_ends_at_its_sign_and_a_sentence_at_some_of_them() {
        assert_eq!(shown("Привет, как дела? Я дома"), ["Привет, как дела?", "Я дома."]);
        assert_eq!(shown("one: two; three — four..."), ["one: two; three, four."]);
        assert_eq!(shown("Правда?! Да...\nну"), ["Правда?", "Да.", "ну."]);
        assert_eq!(shown("Что… кто?"), ["Что.", "кто?"]);
    }

    #[test]
    fn signs_within_words_end_nothing() {
        assert_eq!(shown("v1.5 at 10:30"), ["v1.5 at 10:30."]);
    }

    #[test]
    fn what_has_no_letter_is_not_said() {
        assert_eq!(shown("... ! —"), [""; 0]);
        assert_eq!(shown(""), [""; 0]);
    }

    #[test]
    fn a_sentence_without_an_end_is_cut() {
        let long = "раз два три четыре пять, ".repeat(40);
        let sentences = sentences(&long);
        assert!(sentences.len() > 2);
        assert_eq!(sentences.iter().map(Vec::len).sum::<usize>(), 40);
    }
}
