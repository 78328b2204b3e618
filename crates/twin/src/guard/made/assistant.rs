//! Nothing that assistants say, unless the owner says it too.

use super::super::phrases::holds_any;
use super::Outcome;
use super::reply::Reply;

/// Russian, English: nobody says these to a friend. Those that `style` lists as well are taken off
/// what the owner has said.
const ALWAYS: &[&str] = &[
    "как ии",
    "как искусственный интеллект",
    "как языковая модель",
    "как большая языковая модель",
    "я языковая модель",
    "я искусственный интеллект",
    "виртуальный помощник",
    "виртуальный ассистент",
    "ии ассистент",
    "ии помощник",
    "я не могу предоставить",
    "не могу предоставить информацию",
    "обратитесь к специалисту",
    "проконсультируйтесь с",
    "чем могу быть полезен",
    "чем я могу быть полезен",
    "готов помочь с любыми",
    "если у вас есть другие вопросы",
    "если есть еще вопросы обращайтесь",
    "вот несколько вариантов",
    "вот несколько советов",
    "вот пример сообщения",
    "рад что смог помочь",
    "спасибо за понимание и",
    "в рамках этой беседы",
    "давайте разберемся по порядку",
    "as an ai",
    "as an assistant",
    "as a language model",
    "as a large language model",
    "im an ai",
    "i am an ai",
    "virtual assistant",
    "ai assistant",
    "ai model",
    "how may i assist",
    "how can i assist",
    "i cannot provide",
    "i cant provide",
    "im unable to",
    "i am unable to",
    "consult a professional",
    "is there anything else i can",
    "feel free to reach out",
    "hope this message finds you",
    "hope this helps",
    "here are some",
    "here are a few",
    "i dont have personal",
    "i do not have personal",
    "i dont have feelings",
    "i dont have access to",
    "i do not have access to",
    "happy to assist",
    "glad i could help",
    "let me know if youd like",
    "would you like me to",
    "i apologize for the confusion",
    "i apologize for any inconvenience",
    "приношу извинения за",
    "извините за неудобства",
    "delve into",
    "its worth noting",
    "at openai",
    "by openai",
    "by anthropic",
    "by google deepmind",
    "от openai",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let says = holds_any(&reply.words, ALWAYS)
        || reply.made.learner.assistants_phrase(&reply.words).is_some();
    says.then_some(Outcome::Refuse)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, refuses};

    #[test]
    fn assistants_phrases_are_refused() {
        for reply in [
            "Как языковая модель, я не умею",
            "As an AI, I can't",
            "Чем я могу помочь?",
            "How can I help?",
            "Great question!",
            "Отличный вопрос!",
            "I'm unable to do that",
            "Вот несколько вариантов",
        ] {
            assert!(refuses(Rule::Assistant, "привет", reply), "{reply}");
        }
        for reply in ["помогу", "ок, помощь нужна?", "sure", "вопрос хороший"]
        {
            assert!(!refuses(Rule::Assistant, "привет", reply), "{reply}");
        }
    }

    #[test]
    fn what_the_owner_says_is_the_owners() {
        let case = Case::asked("спасибо").learnt(&[9], "спасибо", "рад помочь!");
        assert!(!case.refuses(Rule::Assistant, "рад помочь"));
        assert!(refuses(Rule::Assistant, "спасибо", "рад помочь"));
    }
}
