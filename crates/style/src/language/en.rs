//! English.

use super::{Concept, Language};

pub(super) const ENGLISH: Language = Language {
    letter: |c| c.is_ascii_lowercase(),
    stem,
    function_words: FUNCTION_WORDS,
    phrases: PHRASES,
};

/// Endings of inflection only.
const ENDINGS: &[&str] = &["ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y"];

/// Shorter stems would join unrelated words.
const SHORTEST_STEM: usize = 3;

fn stem(word: &str) -> &str {
    ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|rest| rest.len() >= SHORTEST_STEM)
        .unwrap_or(word)
}

const FUNCTION_WORDS: &[&str] = &[
    "a", "about", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did",
    "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how", "i", "if",
    "im", "in", "is", "it", "its", "just", "me", "my", "not", "of", "on", "or", "our", "she", "so",
    "some", "that", "thats", "the", "their", "them", "then", "there", "they", "this", "to", "too",
    "u", "up", "us", "was", "we", "were", "what", "when", "will", "with", "would", "you", "your",
    "youre", "ur", "ill", "ive", "really", "very", "now", "why", "where", "who", "which",
];

const PHRASES: &[(Concept, &[&str])] = &[
    (
        Concept::Greeting,
        &[
            "hi",
            "hii",
            "hello",
            "hey",
            "heyy",
            "yo",
            "hiya",
            "howdy",
            "greetings",
            "hi there",
            "hey there",
            "hello there",
            "sup",
            "heya",
            "oi",
        ],
    ),
    (Concept::Morning, &["good morning", "morning", "gm", "mornin"]),
    (Concept::Day, &["good day", "good afternoon", "afternoon"]),
    (Concept::Evening, &["good evening", "evening"]),
    (
        Concept::Night,
        &[
            "good night",
            "goodnight",
            "gn",
            "nighty night",
            "sweet dreams",
            "sleep well",
            "night night",
        ],
    ),
    (
        Concept::HowAreYou,
        &[
            "how are you",
            "how r u",
            "how are u",
            "how are things",
            "hows it going",
            "how is it going",
            "hows things",
            "how you doing",
            "how are you doing",
            "hows life",
            "how have you been",
            "how you been",
            "hows everything",
            "how goes it",
            "how do you do",
            "you alright",
            "whats up",
            "wassup",
            "wazzup",
            "hru",
            "how was your day",
            "hows your day",
            "you good",
        ],
    ),
    (
        Concept::WhatDoing,
        &[
            "what are you doing",
            "what r u doing",
            "wyd",
            "what you doing",
            "what are you up to",
            "what you up to",
            "whatcha doing",
            "what u up to",
        ],
    ),
    (
        Concept::Where,
        &["where are you", "where r u", "where u at", "where are u", "wya", "where you at"],
    ),
    (
        Concept::Thanks,
        &[
            "thanks",
            "thank you",
            "thx",
            "ty",
            "tnx",
            "cheers",
            "thanks a lot",
            "thank you so much",
            "thanks so much",
            "thanks a bunch",
            "much appreciated",
            "many thanks",
            "tysm",
        ],
    ),
    (
        Concept::Sorry,
        &["sorry", "im sorry", "so sorry", "my bad", "apologies", "i apologize", "soz"],
    ),
    (
        Concept::Bye,
        &[
            "bye",
            "goodbye",
            "see you",
            "see ya",
            "cya",
            "take care",
            "later",
            "see you later",
            "talk later",
            "ttyl",
            "see you soon",
            "bye bye",
            "have a good one",
            "catch you later",
        ],
    ),
    (
        Concept::Congratulation,
        &["congrats", "congratulations", "happy birthday", "happy new year", "merry christmas"],
    ),
    (Concept::Love, &["love you", "i love you", "love u", "luv u", "ily"]),
    (Concept::Miss, &["miss you", "i miss you", "miss u", "missing you"]),
    (
        Concept::Yes,
        &["yes", "yeah", "yep", "yup", "ya", "sure", "of course", "definitely", "absolutely"],
    ),
    (Concept::No, &["no", "nope", "nah", "not really", "no way"]),
    (
        Concept::Ok,
        &[
            "ok",
            "okay",
            "k",
            "kk",
            "alright",
            "got it",
            "cool",
            "fine",
            "deal",
            "sounds good",
            "great",
            "understood",
            "perfect",
            "no problem",
            "np",
            "makes sense",
        ],
    ),
    (Concept::Laugh, &["lol", "haha", "hahaha", "lmao", "rofl", "hehe", "hah", "lmfao"]),
];
