//! A change that names only what it changes: JSON merge patch (RFC 7396), in which null brings the default
//! back.

use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::shape::RulesShape;

/// What is to be changed of the rules.
pub(in crate::api::v1) struct RulesPatch;

impl PartialSchema for RulesPatch {
    fn schema() -> RefOr<Schema> {
        let mut schema = loosened(RulesShape::schema());
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.description = Some("What is to be changed of the rules.".to_owned());
            object.example = Some(serde_json::json!({
                "countdown_s": 90, "limits": {"messages_per_day": null, "exchanges": "none"}
            }));
        }
        schema
    }
}

impl ToSchema for RulesPatch {
    fn name() -> std::borrow::Cow<'static, str> {
        "RulesPatch".into()
    }
}

/// A schema of which everything may be left out, or be null.
fn loosened(schema: RefOr<Schema>) -> RefOr<Schema> {
    let mut object = match schema {
        RefOr::T(Schema::Object(object)) => object,
        // An object that is described once more where it stands.
        RefOr::T(Schema::AllOf(mut all)) => {
            all.items = std::mem::take(&mut all.items).into_iter().map(loosened).collect();
            return RefOr::T(Schema::AllOf(all));
        }
        RefOr::T(Schema::OneOf(mut one)) => {
            // Of alternatives one alone may hold.
            if !one.items.contains(&nothing()) {
                one.items.push(nothing());
            }
            return RefOr::T(Schema::OneOf(one));
        }
        RefOr::Ref(named) => {
            return RefOr::T(Schema::OneOf(
                OneOfBuilder::new().item(RefOr::<Schema>::Ref(named)).item(nothing()).build(),
            ));
        }
        other @ RefOr::T(_) => return other,
    };
    object.required.clear();
    object.properties = std::mem::take(&mut object.properties)
        .into_iter()
        .map(|(name, property)| (name, loosened(property)))
        .collect();
    if let SchemaType::Type(kind) = &object.schema_type {
        object.schema_type = SchemaType::Array(vec![kind.clone(), Type::Null]);
    }
    RefOr::T(Schema::Object(object))
}

fn nothing() -> RefOr<Schema> {
    let null = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Null)).build();
    RefOr::T(Schema::Object(null))
}

/// Changes a value; what is null in the change is as in `default`, and gone where that has nothing. A name
/// that nothing has stays, for whoever reads the value to refuse it.
pub(super) fn merge(value: &mut Value, change: Value, default: &Value) {
    let Value::Object(change) = change else {
        *value = change;
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    let Some(fields) = value.as_object_mut() else { return };
    // Where the default names no fields, they are names of days.
    let is_list_of_days = default.as_object().is_none_or(Map::is_empty);
    for (name, change) in change {
        match (change, default.get(&name)) {
            (Value::Null, None) if is_list_of_days => {
                fields.remove(&name);
            }
            (Value::Null, default) => {
                fields.insert(name, default.cloned().unwrap_or_default());
            }
            (change, default) => {
                let default = default.unwrap_or(&Value::Null);
                merge(fields.entry(name).or_insert(Value::Null), change, default);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_named_changes_and_null_brings_the_default_back() {
        let default = json!({"a": 1, "b": {"c": 2, "d": 3}, "days": {}, "week": null});
        let now =
            json!({"a": 5, "b": {"c": 6, "d": 7}, "days": {"x": "1-2"}, "week": {"m": "9-18"}});
        for (change, becomes) in [
            (json!({}), now.clone()),
            (
                json!({"a": null, "b": {"c": 8}}),
                json!({"a": 1, "b": {"c": 8, "d": 7}, "days": {"x": "1-2"}, "week": {"m": "9-18"}}),
            ),
            (
                json!({"b": null, "days": {"x": null, "y": "3-4", "z": null}, "week": {"m": null}}),
                json!({"a": 5, "b": {"c": 2, "d": 3}, "days": {"y": "3-4"}, "week": {}}),
            ),
            (
                json!({"week": null, "b": {"e": null}, "f": null}),
                json!({"a": 5, "b": {"c": 6, "d": 7, "e": null}, "days": {"x": "1-2"}, "week": null,
                    "f": null}),
            ),
        ] {
            let mut value = now.clone();
            merge(&mut value, change, &default);
            assert_eq!(value, becomes);
        }
    }
}
