//! A reply is written in the letters and the language that the owner writes in this chat.

use style::language::{is_function_word, words};

use super::Outcome;
use super::fold::looks_like_the_other_script;
use super::reply::Reply;

/// How many of the newest replies in the chat show what the owner writes in, and how many in other
/// letters show that these are no accident.
const LOOKED_AT: usize = 200;
const NO_ACCIDENT: usize = 3;
/// So many words of another script in a message are a language; fewer may be a name or a term.
const WORDS: usize = 3;
/// With so many words learnt, those that were never said by anybody are another language's or made
/// up; so many of them, and more than half of what is said, are no slips.
const VOCABULARY: usize = 3000;
const STRANGE: usize = 3;
/// So many words without a single small one are no sentence of a language that is known here.
const SENTENCE: usize = 5;

/// What letters belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Cyrillic,
    Latin,
    Other,
}

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let objects = reply.folded.iter().any(|text| {
        let script = main_script(text);
        text.lines().any(|line| line.split_whitespace().any(is_mixed))
            || text.chars().any(|c| script_of(c) == Some(Script::Other))
                && !says_so(reply, Script::Other)
            || script.is_some_and(|script| is_foreign(reply, text, script))
    });
    (objects || is_strange(reply)).then_some(Outcome::Refuse)
}

fn script_of(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' => Some(Script::Latin),
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        'ª' | 'º' => None,
        c if c.is_alphabetic() => Some(Script::Other),
        _ => None,
    }
}

/// What most letters of a text belong to; `None` for one without letters.
fn main_script(text: &str) -> Option<Script> {
    let count = |script| text.chars().filter(|c| script_of(*c) == Some(script)).count();
    let counted =
        [Script::Cyrillic, Script::Latin, Script::Other].map(|script| (count(script), script));
    counted
        .into_iter()
        .max_by_key(|(count, _)| *count)
        .filter(|(count, _)| *count > 0)
        .map(|(_, script)| script)
}

/// Whether a word has letters of two scripts of which those of one could be of the other.
fn is_mixed(token: &str) -> bool {
    token.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let of = |script| -> Vec<char> {
            word.chars().filter(|c| script_of(*c) == Some(script)).collect()
        };
        let (cyrillic, latin) = (of(Script::Cyrillic), of(Script::Latin));
        let alike = |letters: &[char]| letters.iter().all(|c| looks_like_the_other_script(*c));
        !cyrillic.is_empty() && !latin.is_empty() && (alike(&cyrillic) || alike(&latin))
    })
}

/// Whether a message is in letters that neither the question nor the owner's replies here are in.
/// Single words that are said here, or by many, are no other language.
fn is_foreign(reply: &Reply<'_>, text: &str, script: Script) -> bool {
    let asked = reply.asked.iter().any(|text| main_script(text) == Some(script));
    let foreign = words(text)
        .iter()
        .filter(|word| word.chars().any(|c| script_of(c) == Some(script)))
        .filter(|word| {
            let spread = reply.spread(word);
            !reply.is_said(word) && !spread.here && spread.chats < crate::shareable::CHATS
        })
        .count();
    let any_said = reply.asked.iter().any(|text| main_script(text).is_some());
    !asked && any_said && foreign >= WORDS && !says_so(reply, script)
}

/// Whether the owner writes so in this chat.
fn says_so(reply: &Reply<'_>, script: Script) -> bool {
    let learner = reply.made.learner;
    let so = learner
        .recall()
        .of_chat(reply.made.conversation.chat)
        .take(LOOKED_AT)
        .filter(|exemplar| exemplar.answer.iter().any(|line| main_script(line) == Some(script)))
        .take(NO_ACCIDENT)
        .count();
    so == NO_ACCIDENT
}

/// Whether most of what is said are words that nobody who talks to the owner ever says. While few
/// are known, a sentence must be without any of the small words that every sentence has.
fn is_strange(reply: &Reply<'_>) -> bool {
    let (mut strange, mut all, mut small) = (0, 0, 0);
    for word in reply.words.iter().filter(|word| word.chars().all(char::is_alphabetic)) {
        if is_function_word(word) {
            small += 1;
            continue;
        }
        all += 1;
        strange += usize::from(!reply.spread(word).known && !reply.is_said(word));
    }
    let much_is_known = reply.made.learner.vocabulary().len() >= VOCABULARY;
    let is_sentence = all >= SENTENCE && small == 0;
    strange >= STRANGE && strange * 2 > all && (much_is_known || is_sentence)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, refuses};

    #[test]
    fn the_letters_are_those_of_the_chat() {
        assert!(refuses(Rule::Language, "как дела?", "i am fine thanks"));
        assert!(refuses(Rule::Language, "how are you?", "всё просто замечательно"));
        assert!(refuses(Rule::Language, "привет", "你好"));
        assert!(refuses(Rule::Language, "hi", "γειά σου"));
        assert!(refuses(Rule::Language, "hi", "ᏆᎻᎬ ᏟᎾᎠᎬ"));
        assert!(!refuses(Rule::Language, "как дела?", "ok, норм"));
        assert!(!refuses(Rule::Language, "как дела?", "👍"));
        assert!(!refuses(Rule::Language, "👍", "thanks a lot man"));
        let both = Case::asked("как дела?").learnt(&[7, 7, 7], "как?", "all good here");
        assert!(!both.refuses(Rule::Language, "i am fine thanks"));
    }

    #[test]
    fn look_alike_letters_are_refused() {
        for reply in ["pаypаl", "скидкa", "sесrеt"] {
            assert!(refuses(Rule::Language, "привет", reply), "{reply}");
        }
        assert!(!refuses(Rule::Language, "привет", "PRы и 1С-ка, IT-отдел"));
    }

    #[test]
    fn words_that_nobody_says_are_another_language() {
        let mut case = Case::asked("como estas?");
        for number in 0..600 {
            let words: Vec<String> =
                (0..6).map(|n| format!("word{}x", letters(number * 6 + n))).collect();
            case = case.learnt(&[9], &words.join(" "), "ok");
        }
        assert!(case.refuses(Rule::Language, "estoy perfectamente amigo"));
        assert!(!case.refuses(Rule::Language, "wordax wordbx perfectamente"));
        assert!(!refuses(Rule::Language, "como estas?", "estoy perfectamente amigo"));
        assert!(refuses(Rule::Language, "como estas?", "estoy muy bien, gracias por preguntar"));
    }

    fn letters(mut number: usize) -> String {
        let mut letters = String::new();
        loop {
            letters.push(char::from(b'a' + (number % 26) as u8));
            number /= 26;
            if number == 0 {
                return letters;
            }
        }
    }
}
