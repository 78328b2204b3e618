//! Which operators at the end of a model are convolutions and what stands between them.

use std::collections::{HashMap, HashSet};

use rten_onnx::onnx::{AttributeProto, DataType, GraphProto, ModelProto, NodeProto, TensorProto};

use super::convolution::{Convolution, Weights};
use super::{Decoder, Step};

/// The last operators of a model; nothing if they are of another kind, or begin with more than a few values.
pub(in crate::piper) fn read(model: &ModelProto) -> Option<Decoder> {
    const FEW: usize = 4;
    let graph = model.graph.as_ref()?;
    let weights = Numbers::of(graph);
    let (nodes, given) = end(graph, &weights)?;
    let convolves = |node: &&NodeProto| node.op_type.as_deref() == Some("Conv");
    if given.is_empty() || given.len() > FEW || !nodes.iter().any(convolves) {
        return None;
    }
    let mut reader =
        Reader { weights, values: HashMap::new(), steps: Vec::new(), given: given.len() };
    for (index, name) in given.iter().enumerate() {
        reader.values.insert(name.clone(), Value { index, leak: None });
    }
    for node in nodes {
        let value = reader.node(node)?;
        reader.values.insert(node.output.first()?.clone(), value);
    }
    // The last step makes the samples.
    let samples = reader.values.get(graph.output.first()?.name.as_ref()?)?;
    let is_last = samples.leak.is_none() && samples.index + 1 == given.len() + reader.steps.len();
    if is_last { Decoder::new(given, reader.steps) } else { None }
}

/// The operators from which the samples come, as far back as they are known here, and what they begin with.
fn end<'a>(
    graph: &'a GraphProto,
    weights: &Numbers<'_>,
) -> Option<(Vec<&'a NodeProto>, Vec<String>)> {
    let mut asked = HashSet::from([graph.output.first()?.name.as_deref()?]);
    let mut nodes = Vec::new();
    // Each stands behind those whose outputs it uses.
    for node in graph.node.iter().rev() {
        let [output] = node.output.as_slice() else { continue };
        if asked.contains(output.as_str()) && is_known(node, weights) {
            asked.remove(output.as_str());
            nodes.push(node);
            let inputs = node.input.iter().filter(|name| !weights.has(name));
            asked.extend(inputs.map(String::as_str).filter(|name| !name.is_empty()));
        }
    }
    nodes.reverse();
    let mut given: Vec<String> = asked.into_iter().map(str::to_owned).collect();
    given.sort();
    Some((nodes, given))
}

fn is_known(node: &NodeProto, weights: &Numbers<'_>) -> bool {
    let is_weight = |index: usize| node.input.get(index).is_some_and(|name| weights.has(name));
    match node.op_type.as_deref() {
        Some("Conv" | "ConvTranspose") => {
            is_weight(1) && !is_weight(0) && (node.input.len() < 3 || is_weight(2))
        }
        Some("LeakyRelu" | "Tanh" | "Unsqueeze") => !is_weight(0),
        Some("Add") => !is_weight(0) && !is_weight(1),
        Some("Div" | "Mul") => !is_weight(0) && is_weight(1),
        _ => false,
    }
}

/// What the operators so far have made.
struct Reader<'a> {
    weights: Numbers<'a>,
    values: HashMap<String, Value>,
    steps: Vec<Step>,
    given: usize,
}

/// A value by its number; a leaky rectifier behind it belongs to the layers that follow.
#[derive(Clone, Copy)]
struct Value {
    index: usize,
    leak: Option<f32>,
}

impl Reader<'_> {
    fn node(&mut self, node: &NodeProto) -> Option<Value> {
        let of = self.input(node, 0)?;
        let whole = |value: Value| value.leak.is_none().then_some(value.index);
        let step = match node.op_type.as_deref()? {
            "LeakyRelu" => {
                let leak = attribute(node, "alpha").map_or(Some(0.01), |alpha| alpha.f)?;
                return whole(of).map(|index| Value { index, leak: Some(leak) });
            }
            // The same numbers in the same order.
            "Unsqueeze" => return whole(of).map(|index| Value { index, leak: None }),
            kind @ ("Conv" | "ConvTranspose") => {
                let layer = self.layer(node, kind == "ConvTranspose")?;
                Step::Convolution { of: of.index, by: layer.after_leak(of.leak.unwrap_or(1.0)) }
            }
            "Add" => Step::Sum(whole(of)?, whole(self.input(node, 1)?)?),
            "Tanh" => Step::Tanh(whole(of)?),
            kind => {
                let [factor] = self.weights.of_name(node.input.get(1)?)?.1[..] else { return None };
                Step::Times(whole(of)?, if kind == "Div" { 1.0 / factor } else { factor })
            }
        };
        self.steps.push(step);
        Some(Value { index: self.given + self.steps.len() - 1, leak: None })
    }

    fn input(&self, node: &NodeProto, index: usize) -> Option<Value> {
        self.values.get(node.input.get(index)?).copied()
    }

    fn layer(&self, node: &NodeProto, is_transposed: bool) -> Option<Convolution> {
        let (shape, data) = self.weights.of_name(node.input.get(1)?)?;
        let shape: [usize; 3] = shape.try_into().ok()?;
        let bias = match node.input.get(2) {
            Some(name) => self.weights.of_name(name)?.1,
            None => Vec::new(),
        };
        let weights = Weights { data: &data, shape, bias: &bias };
        let one = |name: &str, missing: usize| match attribute(node, name) {
            None => Some(missing),
            Some(attribute) => {
                let mut numbers = attribute.i.iter().chain(&attribute.ints);
                let number = numbers.next();
                number.filter(|_| numbers.next().is_none()).and_then(|n| usize::try_from(*n).ok())
            }
        };
        let padding = match attribute(node, "pads") {
            None => [0; 2],
            Some(pads) => {
                let [before, after] = pads.ints[..] else { return None };
                [usize::try_from(before).ok()?, usize::try_from(after).ok()?]
            }
        };
        let (stride, dilation) = (one("strides", 1)?, one("dilations", 1)?);
        let others = ["auto_pad", "output_padding", "output_shape"];
        if one("group", 1)? != 1 || others.iter().any(|name| attribute(node, name).is_some()) {
            return None;
        }
        match is_transposed {
            true if dilation == 1 && stride > 0 => {
                Convolution::transposed(&weights, stride, padding)
            }
            false if stride == 1 => Convolution::new(&weights, dilation, padding),
            _ => None,
        }
    }
}

fn attribute<'a>(node: &'a NodeProto, name: &str) -> Option<&'a AttributeProto> {
    node.attribute.iter().find(|attribute| attribute.name.as_deref() == Some(name))
}

/// What stands in a model as numbers.
struct Numbers<'a>(HashMap<&'a str, &'a TensorProto>);

impl<'a> Numbers<'a> {
    fn of(graph: &'a GraphProto) -> Self {
        let mut all: HashMap<&str, &TensorProto> = HashMap::new();
        for tensor in &graph.initializer {
            all.extend(tensor.name.as_deref().map(|name| (name, tensor)));
        }
        for node in graph.node.iter().filter(|node| node.op_type.as_deref() == Some("Constant")) {
            let value = attribute(node, "value").and_then(|value| value.t.as_ref());
            all.extend(node.output.first().map(String::as_str).zip(value));
        }
        Self(all)
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Its shape and its numbers, if they are of 32 bits and in the model.
    fn of_name(&self, name: &str) -> Option<(Vec<usize>, Vec<f32>)> {
        let tensor = self.0.get(name)?;
        let is_float = tensor.data_type == Some(DataType::FLOAT);
        let shape: Vec<usize> =
            tensor.dims.iter().map(|size| usize::try_from(*size).ok()).collect::<Option<_>>()?;
        let data = match &tensor.raw_data {
            Some(raw) => {
                let raw = raw.borrow();
                raw.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
            }
            None => tensor.float_data.clone(),
        };
        (is_float && data.len() == shape.iter().product::<usize>()).then_some((shape, data))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::fs;

    use rten_onnx::onnx::{
        AttributeType, Dimension, OperatorSetIdProto, TensorShapeProto, TypeProto, TypeProtoTensor,
        ValueInfoProto,
    };

    use super::*;
    use crate::piper::Piper;

    fn numbers(name: &str, dims: &[i64]) -> TensorProto {
        let count = dims.iter().product::<i64>();
        let bytes = (0..count).flat_map(|n| (((n * 37 % 101) as f32 - 50.0) / 100.0).to_le_bytes());
        TensorProto {
            dims: dims.to_vec(),
            data_type: Some(DataType::FLOAT),
            raw_data: Some(RefCell::new(bytes.collect())),
            name: Some(name.to_owned()),
            ..TensorProto::default()
        }
    }

    fn operator(
        kind: &str,
        inputs: &[&str],
        output: &str,
        attributes: &[(&str, &[i64])],
    ) -> NodeProto {
        let attribute = |(name, ints): &(&str, &[i64])| {
            let attribute =
                AttributeProto { name: Some((*name).to_owned()), ..AttributeProto::default() };
            match ints {
                [one] if !name.ends_with('s') => {
                    AttributeProto { i: Some(*one), r#type: Some(AttributeType::INT), ..attribute }
                }
                all => AttributeProto {
                    ints: all.to_vec(),
                    r#type: Some(AttributeType::INTS),
                    ..attribute
                },
            }
        };
        let mut attributes = attributes.to_vec();
        for name in ["strides", "dilations"].into_iter().filter(|_| kind.starts_with("Conv")) {
            if attributes.iter().all(|(other, _)| *other != name) {
                attributes.push((name, &[1]));
            }
        }
        NodeProto {
            name: Some(output.to_owned()),
            input: inputs.iter().map(|name| (*name).to_owned()).collect(),
            output: vec![output.to_owned()],
            op_type: Some(kind.to_owned()),
            attribute: attributes.iter().map(attribute).collect(),
            ..NodeProto::default()
        }
    }

    fn value(name: &str, kind: DataType, shape: &[&str]) -> ValueInfoProto {
        let dimension = |name: &&str| Dimension {
            dim_value: name.parse().ok(),
            dim_param: name.parse::<i64>().is_err().then(|| (*name).to_owned()),
        };
        let dim = shape.iter().map(dimension).collect();
        let tensor =
            TypeProtoTensor { elem_type: Some(kind), shape: Some(TensorShapeProto { dim }) };
        let kind = TypeProto { tensor_type: Some(tensor), ..TypeProto::default() };
        ValueInfoProto { name: Some(name.to_owned()), r#type: Some(kind) }
    }

    /// A model with Piper's inputs and an end like that of its voices, of two blocks that are added.
    fn model() -> ModelProto {
        let leaky = |input: &str, output: &str| operator("LeakyRelu", &[input], output, &[]);
        let axes = TensorProto {
            dims: vec![1],
            data_type: Some(DataType::INT64),
            int64_data: vec![1],
            name: Some("axes".to_owned()),
            ..TensorProto::default()
        };
        let node = vec![
            operator("Cast", &["input"], "cast", &[("to", &[1])]),
            operator("Unsqueeze", &["cast", "axes"], "wide", &[]),
            operator("Sigmoid", &["wide"], "given", &[]),
            operator("Conv", &["given", "w1", "b1"], "first", &[("pads", &[3, 3])]),
            leaky("first", "bent"),
            operator(
                "ConvTranspose",
                &["bent", "w2", "b2"],
                "up",
                &[("strides", &[4]), ("pads", &[2, 2])],
            ),
            leaky("up", "one"),
            operator(
                "Conv",
                &["one", "w3", "b3"],
                "two",
                &[("pads", &[4, 4]), ("dilations", &[2])],
            ),
            operator("Add", &["two", "up"], "three", &[]),
            leaky("up", "four"),
            operator("Conv", &["four", "w4"], "five", &[("pads", &[1, 1]), ("group", &[1])]),
            operator("Add", &["five", "three"], "six", &[]),
            operator("Div", &["six", "half"], "seven", &[]),
            leaky("seven", "eight"),
            operator("Conv", &["eight", "w5"], "nine", &[("pads", &[3, 3])]),
            operator("Tanh", &["nine"], "output", &[]),
        ];
        let mut half = numbers("half", &[1]);
        half.raw_data = Some(RefCell::new(2.0_f32.to_le_bytes().to_vec()));
        let weights = [
            numbers("w1", &[8, 1, 7]),
            numbers("b1", &[8]),
            numbers("w2", &[8, 6, 8]),
            numbers("b2", &[6]),
            numbers("w3", &[6, 6, 5]),
            numbers("b3", &[6]),
            numbers("w4", &[6, 6, 3]),
            numbers("w5", &[1, 6, 7]),
            half,
            axes,
        ];
        let graph = GraphProto {
            node,
            initializer: weights.to_vec(),
            input: vec![
                value("input", DataType::INT64, &["1", "phonemes"]),
                value("input_lengths", DataType::INT64, &["1"]),
                value("scales", DataType::FLOAT, &["3"]),
            ],
            output: vec![value("output", DataType::FLOAT, &["1", "1", "time"])],
            value_info: Vec::new(),
        };
        let opset = OperatorSetIdProto { domain: Some(String::new()), version: Some(13) };
        ModelProto {
            ir_version: Some(8),
            graph: Some(graph),
            opset_import: vec![opset],
            ..ModelProto::default()
        }
    }

    fn loaded(model: &ModelProto) -> Piper {
        const SETTINGS: &str = r#"{"audio": {"sample_rate": 22050}, "espeak": {"voice": "ru"},
            "phoneme_id_map": {"_": [0], "^": [1], "$": [2], " ": [3, 1, 4, 1, 5]}}"#;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.onnx");
        fs::write(&path, model.write_buf().unwrap()).unwrap();
        fs::write(folder.path().join("mine.onnx.json"), SETTINGS).unwrap();
        Piper::load(&path).unwrap()
    }

    #[test]
    fn the_end_of_a_voice_is_computed_here_and_says_the_same() {
        let piper = loaded(&model());
        let decoder = piper.decoder.as_ref().unwrap();
        assert_eq!(decoder.0.given, ["given"]);
        let numbers: Vec<i32> = (0..900).map(|n| n % 7 - 3).collect();
        let whole = piper.whole(&numbers, [0.0; 3], 0).unwrap();
        let ours = piper.decoded(decoder, &numbers, [0.0; 3], 0).unwrap();
        assert_eq!((whole.len(), ours.len()), (3_600, 3_600));
        assert!(whole.iter().any(|sample| sample.abs() > 0.1));
        assert!(whole.iter().zip(&ours).all(|(whole, ours)| (whole - ours).abs() < 1e-4));
    }

    #[test]
    fn an_end_of_another_kind_is_left_to_the_model() {
        type Change = fn(&mut GraphProto);
        let changes: [Change; 5] = [
            |graph| graph.node[15].op_type = Some("Sin".to_owned()),
            // A layer that skips every second time.
            |graph| {
                graph.node[14] = operator(
                    "Conv",
                    &["eight", "w5"],
                    "nine",
                    &[("strides", &[2]), ("pads", &[3, 3])],
                );
            },
            // One that makes it shorter.
            |graph| {
                graph.node[14] = operator("Conv", &["eight", "w5"], "nine", &[("pads", &[3, 0])]);
            },
            // Channels by themselves.
            |graph| {
                graph.node[10] = operator(
                    "Conv",
                    &["four", "w6"],
                    "five",
                    &[("pads", &[1, 1]), ("group", &[6])],
                );
                graph.initializer.push(numbers("w6", &[6, 1, 3]));
            },
            |graph| graph.node[12] = operator("Exp", &["six"], "seven", &[]),
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let mut model = model();
            change(model.graph.as_mut().unwrap());
            let piper = loaded(&model);
            // What lies behind an unknown operator is computed here all the same.
            assert_eq!(piper.decoder.is_some(), index == 4, "{index}");
            assert!(piper.sentence(&[1, 2, 3, 4], 0).is_ok_and(|said| !said.is_empty()), "{index}");
        }
    }
}
