// SPDX-License-Identifier: Apache-2.0
package dev.x0x.acl.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What another reader of TOML takes, ours takes, with the same values; and the other way round. */
class TomlParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a=1",
                "a = 1 # x",
                "\"a.b\" = 1",
                "'a' . b.\"c\" = 1",
                "a.b=1\na.c=2",
                "[a]\nb=1\n[a.c]\nd=1",
                "[a.b]\n[a]\nc=1",
                "[[a]]\nb=1\n[[a]]\n[a.c]\n[[a.d]]\n[[a.d]]",
                "a = 'C:\\x'",
                "a = '''\nx'y''z'''",
                "a = \"\"\"\nx\\\n   y\"\"\"",
                "a = '''x'''''",
                "a = \"\\b\\t\\n\\f\\r\\\"\\\\\\u00e9\\U0001F600\"",
                "a = \"\\e\\x41\"",
                "a=[]",
                "a=[1,\n# c\n 'x', [true] ,]",
                "a={}",
                "a={b=1, c.d='x'}",
                "a={b=1,\n c=2, # x\n}",
                "a=+1",
                "a=-0",
                "a=1_000",
                "a=0xDEAD_beef",
                "a=0o17",
                "a=0b1_0",
                "a=9223372036854775807",
                "a=-9223372036854775808",
                "a=1.5",
                "a=-1e5",
                "a=1_0.0_1E+1_0",
                "a=inf",
                "a=-nan",
                "a=1979-05-27",
                "a=07:32:00",
                "a=07:32:00.999999",
                "a=1979-05-27T07:32:00Z",
                "a=1979-05-27 07:32:00.5+01:00",
                "a=1979-05-27t07:32:00",
                "1 = 2",
                "-_ = 3",
                "1.2 = 3",
                "a=true\r\nb=false\r\n",
                "a = 1979-05-27 # x",
                "fruit.apple.x=1\n[fruit.y]",
                "[fruit]\napple.color=1\n[fruit.apple.taste]\nx=1",
                "[ a . b ]",
                "[[ a ]]"
            })
    void both_take(String text) {
        Object ours = ours(text);
        assertTrue(ours != null, text);
        assertEquals(theirs(text), ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a=",
                "=1",
                "a=1 b=2",
                "a=01",
                "a=1_",
                "a=_1",
                "a=1__0",
                "a=0xg",
                "a=0x",
                "a=+0x1",
                "a=1.",
                "a=.5",
                "a=1e",
                "a=tru",
                "a=True",
                "a=9223372036854775808",
                "a=1979-13-01",
                "a=1979-02-30",
                "a=25:00:00",
                "a=07:60:00",
                "a=1979-05-27T",
                "a=x",
                "a='x",
                "a=\"x\ny\"",
                "a=\"\\q\"",
                "a=\"\\u12\"",
                "a=\"\\ud800\"",
                "a=\"\\UFFFFFFFF\"",
                "a=[1",
                "a=[1 2]",
                "a=[,]",
                "a={",
                "a={b}",
                "a={b=1 c=2}",
                "a={,}",
                "a={b=1,b=2}",
                "a=1\na=2",
                "[a]\n[a]",
                "a.b=1\na=2",
                "a=1\na.b=2",
                "[a]\nb=1\n[a.b]",
                "[a]\nb={}\n[a.b]",
                "a=[]\n[[a]]",
                "a=[{}]\n[a.b]",
                "[[a]]\n[a]",
                "[a]\n[[a]]",
                "[a.b]\n[[a]]",
                "[fruit]\napple.color=1\n[fruit.apple]",
                "[a.b]\nc=1\n[a]\nb.d=2",
                "[a",
                "[[a]",
                "[a]]",
                "[]",
                "[a.]",
                "[a]x=1",
                "a.=1",
                "a..b=1",
                "é=1",
                "a=''''x''''''",
                "\"\"\"a\"\"\"=1",
                "a=\"\"\"x",
                "[ [a]]",
                "a = 1979-05-27 07",
                "a=1\rb=2"
            })
    void both_refuse(String text) {
        assertEquals(null, theirs(text), text);
        assertEquals(null, ours(text), text);
    }

    @Property(tries = 3000)
    void both_agree(@ForAll("pieces") String text) {
        assertEquals(theirs(text), ours(text), text);
    }

    @Provide
    Arbitrary<String> pieces() {
        Arbitrary<String> piece =
                Arbitraries.of(
                        "a",
                        "b",
                        "a.b",
                        " = ",
                        "=",
                        "1",
                        "x",
                        "\n",
                        "\n",
                        "\r\n",
                        "#",
                        "[",
                        "]",
                        "[[",
                        "]]",
                        "{",
                        "}",
                        ",",
                        "\"",
                        "'",
                        "\"\"\"",
                        "'''",
                        "\\",
                        " ",
                        "\t",
                        "é",
                        "0x1",
                        "-",
                        ".",
                        "a = 1\n",
                        "b = '#' # '\n",
                        "[a]\n",
                        "[a.b]\n",
                        "[[b]]\n",
                        "[[a.c]]\n",
                        "c = [1, 2]\n",
                        "a.b.c = {x = 1}\n",
                        "\"a\" = '''\n#'' '''\n",
                        "b = \"\"\"\n\\\"\"\"\"\" #\n",
                        "d = 1979-05-27\n");
        return piece.list().ofMaxSize(8).map(pieces -> String.join("", pieces));
    }

    @Test
    void positions_count_characters_not_bytes() {
        var findings = new Findings(Path.of("x"));
        TomlParser.parse("a = ['é😀', <]", findings);
        assertEquals("x:1:12: unexpected `<`, expected a value", findings.list().getFirst().text());
    }

    @Test
    void after_a_broken_statement_the_next_is_read() {
        var findings = new Findings(Path.of("x"));
        var parsed =
                TomlParser.parse("a = [1,\n 2 3,\n 4]\nb = = 1\n[c]\nd = 'x\ne = 5\n", findings);
        assertEquals(
                List.of("2:4", "4:5", "6:7"),
                findings.list().stream().map(each -> each.line() + ":" + each.column()).toList());
        assertTrue(parsed.torn());
        assertFalse(parsed.headerTorn());
        assertEquals(Map.of("c", Map.of("e", 5L)), plain(parsed.root()));
    }

    private static Object ours(String text) {
        var findings = new Findings(Path.of("x"));
        return TomlText.of(text.getBytes(StandardCharsets.UTF_8), findings)
                .map(clean -> TomlParser.parse(clean, findings).root())
                .filter(_ -> !findings.refused())
                .map(TomlParserTest::plain)
                .orElse(null);
    }

    private static Object plain(TomlValue value) {
        return switch (value) {
            case TomlValue.Text text -> text.text();
            case TomlValue.Whole whole -> whole.number();
            case TomlValue.Truth truth -> truth.value();
            case TomlValue.Decimal _ -> "a decimal";
            case TomlValue.Moment _ -> "a moment";
            case TomlValue.Items items ->
                    items.items().stream().map(TomlParserTest::plain).toList();
            case TomlValue.Table table -> {
                var plain = new LinkedHashMap<String, Object>();
                table.entries().forEach((key, there) -> plain.put(key, plain(there.value())));
                yield plain;
            }
        };
    }

    private static Object theirs(String text) {
        var parsed = Toml.parse(text, TomlVersion.V1_1_0);
        return parsed.hasErrors() ? null : plain(parsed);
    }

    private static Object plain(TomlTable table) {
        var plain = new LinkedHashMap<String, Object>();
        table.keySet().forEach(key -> plain.put(key, other(table.get(List.of(key)))));
        return plain;
    }

    private static Object other(Object value) {
        return switch (value) {
            case TomlTable table -> plain(table);
            case TomlArray array -> {
                var items = new ArrayList<Object>();
                for (int i = 0; i < array.size(); i++) {
                    items.add(other(array.get(i)));
                }
                yield items;
            }
            case String text -> text;
            case Long number -> number;
            case Boolean truth -> truth;
            case Double _ -> "a decimal";
            default -> "a moment";
        };
    }
}
