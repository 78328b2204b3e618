//! A reply is written in the letters and the language that the owner writes in this chat.

use domain::Author;
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
    // A sentence in pieces is one too.
    let whole = (reply.folded.len() > 1).then(|| reply.folded.join(" "));
    let objects = reply.folded.iter().chain(&whole).any(|text| {
        let script = main_script(text);
        text.lines().any(|line| line.split_whitespace().any(is_mixed))
            || text.chars().any(|c| script_of(c) == Some(Script::Other))
                && !Writes::here(reply).so(Script::Other)
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

/// Whether a message is in letters that neither the question nor the owner's replies here are in. A
/// name, a term or a word that is said by many is no other language; a whole sentence of such words
/// is.
fn is_foreign(reply: &Reply<'_>, text: &str, script: Script) -> bool {
    let is_in = |texts: &[String]| texts.iter().any(|text| main_script(text) == Some(script));
    let writes = Writes::here(reply);
    let told = writes.nothing() && is_in(&reply.said);
    if is_in(&reply.asked) || told || writes.so(script) {
        return false;
    }
    let any_said = !writes.nothing() || reply.asked.iter().any(|text| main_script(text).is_some());
    let words = words(text);
    let holds = |word: &&String, of: Script| word.chars().any(|c| script_of(c) == Some(of));
    let spoken = || words.iter().filter(|word| holds(word, script) && !reply.is_said(word));
    let unusual = spoken()
        .filter(|word| {
            let spread = reply.spread(word);
            !spread.here && spread.chats < crate::shareable::CHATS
        })
        .count();
    let pure = words.iter().all(|word| script_of_word(word).is_none_or(|of| of == script));
    let count = spoken().count();
    let is_sentence = pure
        && count >= WORDS
        && (count >= SENTENCE || spoken().any(|word| is_function_word(word)));
    any_said && (unusual >= WORDS || is_sentence)
}

fn script_of_word(word: &str) -> Option<Script> {
    word.chars().find_map(script_of)
}

/// In how many replies of this chat the owner writes in each script.
struct Writes(Vec<Vec<Script>>);

impl Writes {
    fn here(reply: &Reply<'_>) -> Self {
        let conversation = reply.made.conversation;
        let now = conversation.before.iter().filter(|message| message.author == Author::Owner);
        let now = now.filter_map(|message| message.content.text()).filter_map(main_script);
        let learnt = reply.made.learner.recall().of_chat(conversation.chat).take(LOOKED_AT);
        let learnt =
            learnt.map(|exemplar| exemplar.answer.iter().filter_map(main_script).collect());
        Self(now.map(|script| vec![script]).chain(learnt).filter(|all| !all.is_empty()).collect())
    }

    fn nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether often enough in a script, or in no other while little is known.
    fn so(&self, script: Script) -> bool {
        let count = self.0.iter().filter(|scripts| scripts.contains(&script)).count();
        let only = count > 0 && self.0.iter().flatten().all(|of| *of == script);
        count >= NO_ACCIDENT || only
    }
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
    use super::super::testing::{Case, refuses};
    use super::super::{Rule, Verdict};

    const REFUSED: Verdict = Verdict::Refuse(Rule::Language);

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
    fn a_sentence_of_everybodys_words_is_a_language_all_the_same() {
        let said = "ну ладно, это да, всё так и есть, просто надо подумать ещё немного";
        let common = Case::asked("hi, what do you think?").learnt(&[1, 2, 3, 4, 5, 6], "ну?", said);
        let english = common.learnt(&[7], "how are you?", "all good, you?");
        assert!(english.refuses(Rule::Language, said));
        assert!(english.verdicts(&["ну ладно", "это да"]).contains(&REFUSED));
        assert!(!english.refuses(Rule::Language, "ладно"));
        let english_words = "yeah, that is how it is, just need to think about it";
        let russian = Case::asked("и что думаешь?")
            .learnt(&[1, 2, 3, 4, 5, 6], "so?", english_words)
            .learnt(&[7], "как дела?", "нормально, сам как?");
        assert!(russian.refuses(Rule::Language, english_words));
        assert!(!russian.refuses(Rule::Language, "yeah"));
    }

    #[test]
    fn a_sign_does_not_hide_what_the_owner_writes_here() {
        let english = Case::asked("👍").learnt(&[7], "how are you?", "all good, you?");
        assert!(english.refuses(Rule::Language, "ну ладно, это да"));
        let russian = Case::asked("ok").learnt(&[7], "как дела?", "нормально, сам как?");
        assert!(!russian.refuses(Rule::Language, "ну ладно, это да"), "so the owner writes here");
        let new = Case::asked("ok").other_said("привет, это я");
        assert!(!new.refuses(Rule::Language, "ну ладно, это да"));
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
