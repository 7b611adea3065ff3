//! Reads the data format in which InvenTree's queue keeps its tasks (pickle, protocol 5), as far as plain values go. Nothing in
//! it is ever called or built: a reference to a function or a class is read as its name, a row as what names it, any other instance
//! as nothing.

/// A plain value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    /// A function or class, by module and name.
    Name(String),
    /// A row of the database, as the instance of a model.
    Row(Row),
    /// An instance of something else; what is in it is left alone.
    Opaque,
    /// Where the items of the next tuple, list or dictionary begin.
    Mark,
}

/// What names a row, of everything that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    class: String,
    key: Option<i64>,
    /// Orders and builds are called by it.
    reference: Option<String>,
}

/// What makes the instance of a model, of its app and class.
const MODEL: &str = "django.db.models.base.model_unpickle";

/// Longest text that is read; a task's arguments are short.
const LONGEST: usize = 1 << 20;

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Value>,
    memo: Vec<Value>,
}

/// The value of the whole, or `None` when it is something else than plain data.
pub(super) fn read(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { bytes, at: 0, stack: Vec::new(), memo: Vec::new() };
    while reader.step()? {}
    reader.stack.pop()
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.bytes.len() && count <= LONGEST)?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|taken| taken[0])
    }

    /// A little-endian number of `width` bytes.
    fn number(&mut self, width: usize) -> Option<u64> {
        Some(self.take(width)?.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn text(&mut self, width: usize) -> Option<()> {
        let length = usize::try_from(self.number(width)?).ok()?;
        let text = String::from_utf8(self.take(length)?.to_vec()).ok()?;
        self.stack.push(Value::Text(text));
        Some(())
    }

    /// What lies above the last mark, without the mark.
    fn items(&mut self) -> Option<Vec<Value>> {
        let mark = self.stack.iter().rposition(|value| *value == Value::Mark)?;
        let items = self.stack.split_off(mark + 1);
        self.stack.pop();
        Some(items)
    }

    fn tuple(&mut self, count: usize) -> Option<()> {
        let start = self.stack.len().checked_sub(count)?;
        let items = self.stack.split_off(start);
        self.stack.push(Value::Tuple(items));
        Some(())
    }

    fn add(&mut self, items: Vec<Value>) -> Option<()> {
        match self.stack.last_mut()? {
            Value::List(list) => list.extend(items),
            Value::Dict(pairs) => {
                let mut items = items.into_iter();
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    pairs.push((key, value));
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// One instruction; `false` at the end.
    fn step(&mut self) -> Option<bool> {
        match self.byte()? {
            b'.' => return Some(false),
            0x80 => {
                self.take(1)?;
            }
            0x95 => {
                self.take(8)?;
            }
            b'(' => self.stack.push(Value::Mark),
            b'N' => self.stack.push(Value::None),
            0x88 => self.stack.push(Value::Bool(true)),
            0x89 => self.stack.push(Value::Bool(false)),
            b'K' => {
                let number = self.number(1)?;
                self.stack.push(Value::Int(i64::try_from(number).ok()?));
            }
            b'M' => {
                let number = self.number(2)?;
                self.stack.push(Value::Int(i64::try_from(number).ok()?));
            }
            b'J' => {
                let number = u32::try_from(self.number(4)?).ok()?;
                self.stack.push(Value::Int(i64::from(number.cast_signed())));
            }
            b'G' => {
                let bytes: [u8; 8] = self.take(8)?.try_into().ok()?;
                self.stack.push(Value::Float(f64::from_be_bytes(bytes)));
            }
            0x8c => self.text(1)?,
            b'X' => self.text(4)?,
            b'C' => {
                let length = usize::try_from(self.number(1)?).ok()?;
                self.take(length)?;
                self.stack.push(Value::Opaque);
            }
            b')' => self.stack.push(Value::Tuple(Vec::new())),
            0x85 => self.tuple(1)?,
            0x86 => self.tuple(2)?,
            0x87 => self.tuple(3)?,
            b't' => {
                let items = self.items()?;
                self.stack.push(Value::Tuple(items));
            }
            b']' => self.stack.push(Value::List(Vec::new())),
            b'}' => self.stack.push(Value::Dict(Vec::new())),
            b'a' => {
                let item = self.stack.pop()?;
                self.add(vec![item])?;
            }
            b's' => {
                let (value, key) = (self.stack.pop()?, self.stack.pop()?);
                self.add(vec![key, value])?;
            }
            b'e' | b'u' => {
                let items = self.items()?;
                self.add(items)?;
            }
            0x94 => self.memo.push(self.stack.last()?.clone()),
            b'h' => {
                let at = usize::try_from(self.number(1)?).ok()?;
                self.stack.push(self.memo.get(at)?.clone());
            }
            b'j' => {
                let at = usize::try_from(self.number(4)?).ok()?;
                self.stack.push(self.memo.get(at)?.clone());
            }
            0x93 => match (self.stack.pop()?, self.stack.pop()?) {
                (Value::Text(name), Value::Text(module)) => self.stack.push(Value::Name(format!("{module}.{name}"))),
                _ => return None,
            },
            // A call: left undone.
            b'R' | 0x81 => {
                let (arguments, called) = (self.stack.pop()?, self.stack.pop()?);
                self.stack.push(match called {
                    Value::Name(name) if name == MODEL => Row::of(&arguments).map_or(Value::Opaque, Value::Row),
                    _ => Value::Opaque,
                });
            }
            b'b' => {
                let state = self.stack.pop()?;
                if let Some(Value::Row(row)) = self.stack.last_mut() {
                    row.learn(&state);
                }
            }
            _ => return None,
        }
        Some(true)
    }
}

impl Row {
    /// A row by the arguments of what makes it: `((app, class),)`.
    fn of(arguments: &Value) -> Option<Self> {
        let Value::Tuple(arguments) = arguments else { return None };
        let [Value::Tuple(model)] = arguments.as_slice() else { return None };
        let [_, Value::Text(class)] = model.as_slice() else { return None };
        Some(Row { class: class.clone(), key: None, reference: None })
    }

    fn learn(&mut self, state: &Value) {
        if let Some(Value::Int(key)) = state.entry("id") {
            self.key = Some(*key);
        }
        if let Some(Value::Text(reference)) = state.entry("reference") {
            self.reference = Some(reference.clone());
        }
    }

    fn printed(&self) -> String {
        let class = &self.class;
        match (&self.reference, self.key) {
            (Some(reference), _) => format!("<{class}: {reference}>"),
            (None, Some(key)) => format!("<{class}: {class} object ({key})>"),
            (None, None) => format!("<{class}: {class} object (None)>"),
        }
    }
}

impl Value {
    /// The value as Python would print it.
    pub(super) fn printed(&self) -> String {
        let listed = |items: &[Value]| items.iter().map(Value::printed).collect::<Vec<_>>().join(", ");
        match self {
            Value::None | Value::Mark => "None".to_owned(),
            Value::Bool(true) => "True".to_owned(),
            Value::Bool(false) => "False".to_owned(),
            Value::Int(number) => number.to_string(),
            Value::Float(number) => format!("{number:?}"),
            Value::Text(text) => quoted(text),
            Value::Tuple(items) if items.len() == 1 => format!("({},)", listed(items)),
            Value::Tuple(items) => format!("({})", listed(items)),
            Value::List(items) => format!("[{}]", listed(items)),
            Value::Dict(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| format!("{}: {}", key.printed(), value.printed()));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            Value::Name(name) => name.clone(),
            Value::Row(row) => row.printed(),
            Value::Opaque => "...".to_owned(),
        }
    }

    /// The entry of a dictionary.
    pub(super) fn entry(&self, key: &str) -> Option<&Value> {
        let Value::Dict(pairs) = self else { return None };
        pairs.iter().find(|(known, _)| matches!(known, Value::Text(text) if text == key)).map(|(_, value)| value)
    }
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter if letter == quote => out.extend(['\\', letter]),
            letter => out.push(letter),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_are_read_and_printed() {
        // {'a': (7, -1), 'b': ['x', None, True], 'c': m.f}
        let bytes = b"\x80\x05}(\x8c\x01a\x94K\x07J\xff\xff\xff\xff\x86\x8c\x01b](\x8c\x01xN\x88e\x8c\x01c\x8c\x01m\x8c\x01f\x93u.";
        let value = read(bytes).expect("plain data");
        assert_eq!(value.printed(), "{'a': (7, -1), 'b': ['x', None, True], 'c': m.f}");
        assert_eq!(value.entry("a"), Some(&Value::Tuple(vec![Value::Int(7), Value::Int(-1)])));
    }

    #[test]
    fn nothing_is_called() {
        // os.system('x'), as a call would be written.
        let bytes = b"\x80\x05\x8c\x02os\x8c\x06system\x93\x8c\x01x\x85R.";
        assert_eq!(read(bytes), Some(Value::Opaque));
    }

    #[test]
    fn rows_are_called_by_their_reference_or_their_key() {
        let row = |class: &[u8], state: &[u8]| {
            let mut bytes = b"\x80\x05\x8c\x15django.db.models.base\x8c\x0emodel_unpickle\x93\x8c\x04part".to_vec();
            bytes.extend([b"\x8c", [u8::try_from(class.len()).expect("a short name")].as_slice(), class].concat());
            bytes.extend([b"\x86\x85R}(".as_slice(), state, b"ub."].concat());
            read(&bytes).map(|value| value.printed())
        };
        let pricing = row(b"PartPricing", b"\x8c\x02idM\x3e\x03\x8c\x06_stateN");
        assert_eq!(pricing.as_deref(), Some("<PartPricing: PartPricing object (830)>"));
        let build = row(b"Build", b"\x8c\x02idK\x07\x8c\x09reference\x8c\x06BO0019");
        assert_eq!(build.as_deref(), Some("<Build: BO0019>"));
        assert_eq!(row(b"Build", b"").as_deref(), Some("<Build: Build object (None)>"));
    }

    #[test]
    fn broken_data_is_no_value() {
        for bytes in [&b""[..], b"\x80\x05", b"\x8c\xffx.", b"h\x09.", b"u.", b"\x85.", b"Z."] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn texts_are_quoted_as_python_does() {
        assert_eq!(Value::Text("it's".into()).printed(), "\"it's\"");
        assert_eq!(Value::Text("a\\\n".into()).printed(), "'a\\\\\\n'");
    }
}
