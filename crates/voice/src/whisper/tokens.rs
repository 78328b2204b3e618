//! Whisper's vocabulary: pieces of text in bytes, and after them marks that are no text.

use super::ggml::{WeightsError, not};
use super::matrix::log_sum;

/// The languages in the order of their marks.
const LANGUAGES: [&str; 100] = [
    "en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt", "tr", "pl", "ca", "nl", "ar", "sv", "it",
    "id", "hi", "fi", "vi", "he", "uk", "el", "ms", "cs", "ro", "da", "hu", "ta", "no", "th", "ur",
    "hr", "bg", "lt", "la", "mi", "ml", "cy", "sk", "te", "fa", "lv", "bn", "sr", "az", "sl", "kn",
    "et", "mk", "br", "eu", "is", "hy", "ne", "mn", "bs", "kk", "sq", "sw", "gl", "mr", "pa", "si",
    "km", "sn", "yo", "so", "af", "oc", "ka", "be", "tg", "sd", "gu", "am", "yi", "lo", "uz", "fo",
    "ht", "ps", "tk", "nn", "mt", "sa", "lb", "my", "bo", "tl", "mg", "as", "tt", "haw", "ln",
    "ha", "ba", "jw", "su", "yue",
];

/// Marks of whisper-multilingual; the English one has each a place earlier.
const MULTILINGUAL: usize = 51_865;

/// Seconds between two times.
const TIME_STEP: f32 = 0.02;
/// How many times may be the first: those of a second.
const FIRST_TIMES: usize = 51;

pub(super) struct Tokens {
    words: Vec<Vec<u8>>,
    multilingual: bool,
    languages: usize,
    /// What is never written: marks, and signs that stand for sounds which are no speech.
    forbidden: Vec<u32>,
}

impl Tokens {
    /// The vocabulary of a file, and how many tokens its weights know.
    pub(super) fn new(mut words: Vec<Vec<u8>>, all: usize) -> Result<Self, WeightsError> {
        let multilingual = all >= MULTILINGUAL;
        let texts = if multilingual { 50_257 } else { 50_256 };
        let languages = (all + 99).checked_sub(51_864 + usize::from(multilingual));
        let languages = languages.filter(|languages| (99..=100).contains(languages));
        let Some(languages) = languages.filter(|_| words.len() >= texts) else {
            return Err(not(format!("its vocabulary has {} words for {all}", words.len())));
        };
        words.truncate(texts);
        let mut tokens = Self { words, multilingual, languages, forbidden: Vec::new() };
        tokens.forbidden = tokens.find_forbidden();
        Ok(tokens)
    }

    pub(super) fn is_multilingual(&self) -> bool {
        self.multilingual
    }

    fn mark(&self, after_text: usize) -> u32 {
        u32::try_from(self.words.len() + after_text).unwrap_or(u32::MAX)
    }

    /// The end of a text.
    pub(super) fn end(&self) -> u32 {
        self.mark(0)
    }

    /// The beginning of all.
    pub(super) fn start(&self) -> u32 {
        self.mark(1)
    }

    /// The mark of a language.
    pub(super) fn language(&self, code: &str) -> Option<u32> {
        let known = LANGUAGES.iter().take(self.languages);
        known.zip(2..).find(|(known, _)| **known == code).map(|(_, place)| self.mark(place))
    }

    /// Which language has the most of these chances, which are those of all tokens.
    pub(super) fn likeliest_language(&self, chances: &[f32]) -> &'static str {
        let first = self.words.len() + 2;
        let chances = chances.get(first..first + self.languages).unwrap_or_default();
        let likeliest = LANGUAGES.iter().zip(chances).max_by(|a, b| a.1.total_cmp(b.1));
        likeliest.map_or("en", |(code, _)| code)
    }

    fn after_languages(&self, place: usize) -> u32 {
        self.mark(2 + self.languages + place)
    }

    /// Asks for what was said, in the language in which it was.
    pub(super) fn transcribe(&self) -> u32 {
        self.after_languages(1)
    }

    /// Its chance is that of nobody speaking.
    pub(super) fn silence(&self) -> u32 {
        self.after_languages(4)
    }

    /// The first of the marks that are times, each 20 ms after the one before.
    fn times(&self) -> u32 {
        self.after_languages(6)
    }

    /// Takes from the chances of the next token what is never written: marks, and what the rules of times
    /// do not allow (`whisper/decoding.py`, `ApplyTimestampRules`).
    pub(super) fn forbid(&self, chances: &mut [f32], text: &[u32]) {
        for token in &self.forbidden {
            if let Some(chance) = chances.get_mut(usize::try_from(*token).unwrap_or(usize::MAX)) {
                *chance = f32::NEG_INFINITY;
            }
        }
        let first = usize::try_from(self.times()).unwrap_or(usize::MAX);
        let Some((words, times)) = chances.split_at_mut_checked(first) else { return };
        if let Some(marks) = words.get_mut(self.words.len() + 1..) {
            marks.fill(f32::NEG_INFINITY);
        }
        let forbid = |chances: &mut [f32]| chances.fill(f32::NEG_INFINITY);
        let time = |token: &u32| {
            let after = token.checked_sub(self.times())?;
            usize::try_from(after).ok()
        };
        let last = text.last().and_then(time);
        let is_after_time = text.len() < 2 || text.get(text.len() - 2).and_then(time).is_some();
        match last {
            _ if text.is_empty() => {
                // It begins with a time, of the first second.
                forbid(words);
                forbid(times.get_mut(FIRST_TIMES..).unwrap_or_default());
            }
            // A part has begun: something is said in it.
            Some(_) if is_after_time => forbid(times),
            // A part has ended: another begins, or all ends.
            Some(_) => forbid(&mut words[..self.words.len()]),
            None => {}
        }
        // Times do not go back, and no part is empty.
        if let Some(latest) = text.iter().rev().find_map(time) {
            let before = latest + usize::from(last.is_none() || is_after_time);
            times.iter_mut().take(before).for_each(|chance| *chance = f32::NEG_INFINITY);
        }
        // Any time is likelier than every word: then it is a time.
        let likeliest = words.iter().fold(f32::NEG_INFINITY, |most, chance| most.max(*chance));
        if log_sum(times) > likeliest {
            forbid(words);
        }
    }

    /// What of a text is whole, and the second at which its last part ends if something may come after it.
    pub(super) fn until<'a>(&self, text: &'a [u32]) -> (&'a [u32], Option<f32>) {
        let is_time = |token: &u32| *token >= self.times();
        let last_is_end =
            text.len() >= 2 && is_time(&text[text.len() - 1]) && !is_time(&text[text.len() - 2]);
        let pair = text.windows(2).rposition(|pair| pair.iter().all(is_time));
        match pair {
            Some(end) if !last_is_end => {
                let seconds = (text[end] - self.times()) as f32 * TIME_STEP;
                (&text[..=end], Some(seconds))
            }
            _ => (text, None),
        }
    }

    /// The text of tokens; marks have none.
    pub(super) fn text(&self, tokens: &[u32]) -> String {
        let words = tokens.iter().filter_map(|token| self.words.get(usize::try_from(*token).ok()?));
        let bytes: Vec<u8> = words.flatten().copied().collect();
        // A letter that was cut in two is no letter.
        String::from_utf8_lossy(&bytes).replace('\u{fffd}', "")
    }

    /// Signs by which subtitles tell of music and noise, alone or after a space, as OpenAI leaves them
    /// out (`whisper/tokenizer.py`, `non_speech_tokens`).
    fn find_forbidden(&self) -> Vec<u32> {
        const SIGNS: [&str; 49] = [
            "\"",
            "#",
            "(",
            ")",
            "*",
            "+",
            "/",
            ":",
            ";",
            "<",
            "=",
            ">",
            "@",
            "[",
            "\\",
            "]",
            "^",
            "_",
            "`",
            "{",
            "|",
            "}",
            "~",
            "「",
            "」",
            "『",
            "』",
            "<<",
            ">>",
            "<<<",
            ">>>",
            "--",
            "---",
            "-(",
            "-[",
            "('",
            "(\"",
            "((",
            "))",
            "(((",
            ")))",
            "[[",
            "]]",
            "{{",
            "}}",
            "♪♪",
            "♪♪♪",
            "♪",
            "♫",
        ];
        let is_sign = |word: &[u8]| {
            let bare = word.strip_prefix(b" ").unwrap_or(word);
            // Music is written with three bytes, of which a token may hold the first two.
            let music = bare.starts_with(&[0xe2, 0x99]);
            let lone = word == b" -" || word == b" '";
            music || lone || SIGNS.iter().any(|sign| sign.as_bytes() == bare)
        };
        let signs = self.words.iter().zip(0..).filter(|(word, _)| is_sign(word));
        signs.map(|(_, token)| token).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multilingual() -> Tokens {
        let mut words: Vec<Vec<u8>> = (0..50_257).map(|n| format!("w{n}").into_bytes()).collect();
        words[1] = b"\"".to_vec();
        words[2] = b" (".to_vec();
        words[3] = b" ".to_vec();
        words[4] = "п".as_bytes()[..1].to_vec();
        words[5] = "п".as_bytes()[1..].to_vec();
        Tokens::new(words, 51_865).unwrap()
    }

    #[test]
    fn marks_stand_where_openai_put_them() {
        let tokens = multilingual();
        assert_eq!((tokens.end(), tokens.start()), (50_257, 50_258));
        assert_eq!((tokens.language("en"), tokens.language("ru")), (Some(50_259), Some(50_263)));
        assert_eq!(tokens.language("yue"), None);
        assert_eq!(tokens.transcribe(), 50_359);
        assert_eq!((tokens.silence(), tokens.times()), (50_362, 50_364));

        let large = Tokens::new(vec![Vec::new(); 50_257], 51_866).unwrap();
        assert_eq!((large.language("yue"), large.transcribe()), (Some(50_358), 50_360));
        let english = Tokens::new(vec![Vec::new(); 50_256], 51_864).unwrap();
        assert_eq!((english.start(), english.times()), (50_257, 50_363));
        assert!(Tokens::new(Vec::new(), 51_865).is_err());
    }

    #[test]
    fn a_letter_may_be_cut_between_tokens() {
        let tokens = multilingual();
        assert_eq!(tokens.text(&[4, 5, 7, tokens.end()]), "пw7");
        assert_eq!(tokens.text(&[4]), "");
    }

    /// Which of these tokens may follow a text, all being as likely but those that are named.
    fn allowed(tokens: &Tokens, text: &[u32], likelier: &[u32], asked: &[u32]) -> Vec<bool> {
        let mut chances = vec![0.0; 51_865];
        for token in likelier {
            chances[*token as usize] = 20.0;
        }
        tokens.forbid(&mut chances, text);
        asked.iter().map(|token| chances[*token as usize] > f32::NEG_INFINITY).collect()
    }

    #[test]
    fn what_is_no_speech_is_never_written() {
        let tokens = multilingual();
        let begun = [tokens.times()];
        let asked = [1, 2, tokens.start(), tokens.times() - 1, 4, 50_000, tokens.end()];
        let may = allowed(&tokens, &begun, &[4], &asked);
        assert_eq!(may, [false, false, false, false, true, true, true]);
    }

    #[test]
    fn times_stand_where_they_may() {
        let tokens = multilingual();
        let time = |step: u32| tokens.times() + step;
        let asked = [4, tokens.end(), time(0), time(50), time(51), time(200)];
        // It begins with a time of the first second.
        let may = allowed(&tokens, &[], &[], &asked);
        assert_eq!(may, [false, false, true, true, false, false]);
        // Then something is said,
        let may = allowed(&tokens, &[time(0)], &[4], &asked);
        assert_eq!(may, [true, true, false, false, false, false]);
        // until a later time;
        let may = allowed(&tokens, &[time(50), 4], &[4], &asked);
        assert_eq!(may, [true, true, false, false, true, true]);
        // and then it ends, or a part begins that is no earlier.
        let may = allowed(&tokens, &[time(0), 4, time(51)], &[tokens.end()], &asked);
        assert_eq!(may, [false, true, false, false, true, true]);
        // Where a time is likelier than any word, it is a time.
        let may = allowed(&tokens, &[time(0), 4], &[], &asked);
        assert_eq!(may, [false, false, false, true, true, true]);
    }

    #[test]
    fn a_text_says_until_where_it_is_whole() {
        let tokens = multilingual();
        let time = |step: u32| tokens.times() + step;
        let ended = [time(0), 4, time(50), time(50), 5, time(100)];
        assert_eq!(tokens.until(&ended), (&ended[..], None));
        let going_on = [time(0), 4, time(50), time(50), 5];
        assert_eq!(tokens.until(&going_on), (&going_on[..3], Some(1.0)));
        assert_eq!(tokens.until(&[time(0), 4]), (&[time(0), 4][..], None));
        assert_eq!(tokens.until(&[]), (&[][..], None));
    }
}
