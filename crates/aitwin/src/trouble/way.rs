//! Why what is far away was not reached.

use std::error::Error;
use std::io;

use models::NoReply;

use super::outside::known;
use super::whole;
use crate::language::{Texts, text};

/// Why, in the user's language where that is known, and once: each layer of a connection repeats what
/// the one below it says.
pub(super) fn of_way(texts: &Texts, error: &(dyn Error + 'static)) -> String {
    let mut cause = Some(error);
    while let Some(error) = cause {
        match error.downcast_ref::<NoReply>() {
            Some(NoReply::Tls(why)) => {
                return text!(texts, "way-no-tls", reason = whole(why.as_ref()));
            }
            Some(NoReply::BrokeOff) => return text!(texts, "way-broke-off"),
            Some(NoReply::TooLong(_)) => return text!(texts, "way-too-long"),
            Some(NoReply::Connection(_)) | None => {}
        }
        if let Some(said) = error.downcast_ref::<io::Error>().and_then(|error| known(texts, error))
        {
            return said;
        }
        cause = error.source();
    }
    whole(error)
}

#[cfg(test)]
mod tests {
    use std::io::{Error as IoError, ErrorKind};

    use super::*;
    use crate::language::Language;

    #[derive(Debug, thiserror::Error)]
    #[error("tcp connect error: {0}")]
    struct Layer(#[source] IoError);

    fn connection(error: IoError) -> NoReply {
        NoReply::Connection(Box::new(Layer(error)))
    }

    #[test]
    fn the_reason_is_said_once_in_the_users_language() {
        let (ru, en) = (Language::Ru.texts(), Language::En.texts());
        let refused = connection(IoError::from(ErrorKind::ConnectionRefused));
        assert_eq!(of_way(&ru, &refused), "соединение не принимают: там ничего не запущено");
        assert_eq!(of_way(&en, &refused), "the connection is refused: nothing runs there");
        let no_host = "failed to lookup address information: Name or service not known";
        let no_host = connection(IoError::other(no_host));
        assert_eq!(of_way(&ru, &no_host), "нет компьютера с таким именем");
        let long = NoReply::TooLong(5);
        assert_eq!(of_way(&ru, &long), "ответ слишком длинный");
    }

    #[test]
    fn what_is_not_known_is_told_once() {
        let en = Language::En.texts();
        let unknown = Layer(IoError::other("the moon is full"));
        assert_eq!(of_way(&en, &unknown), "tcp connect error: the moon is full");
    }
}
