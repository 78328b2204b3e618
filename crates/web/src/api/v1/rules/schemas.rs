//! Schemas of what is written in two ways.

use domain::policy::most;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};

/// One of these words.
fn word(words: &[&str]) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(words.iter().copied()))
        .build()
}

/// A number, or that there is no limit.
pub(super) fn limit_schema() -> RefOr<Schema> {
    let number = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .minimum(Some(1))
        .maximum(Some(most::LIMIT));
    let either = OneOfBuilder::new().item(number).item(word(&["none"]));
    RefOr::T(Schema::OneOf(either.build()))
}

/// What is done outside the hours.
pub(super) fn outside_schema() -> RefOr<Schema> {
    let words = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(1))
        .max_length(Some(most::AWAY_TEXT));
    let away = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Object))
        .property("away", words)
        .required("away");
    let either = OneOfBuilder::new().item(word(&["silence", "draft"])).item(away);
    RefOr::T(Schema::OneOf(either.build()))
}
