// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Breaks one behaviour at a time in a copy of the built programs and runs the tests that must turn
 * red. The breakages stand in a file beside this one, see its first lines for the form.
 *
 * <p>Verdicts are kept in {@code target/breakages/verdicts}, so that a few can be tried again.
 *
 * <p>{@code java Breakages.java ROOT CLASSPATH CONSOLE [-o DOC] [FILE] [ROW...]}
 */
final class Breakages {
    private static final long PATIENCE_MINUTES = 5;
    private static final Pattern FAILED_TESTS = Pattern.compile("(\\d+) tests failed");
    private static final Pattern FAILED_CONTAINERS = Pattern.compile("(\\d+) containers failed");
    private static final Pattern FOUND = Pattern.compile("(\\d+) tests found");

    /** A change of one source that compiles and is wrong. */
    record Breakage(String source, String old, String wrong, List<String> red) {
        /** One line that is another when the breakage is another. */
        String key() {
            return String.join(
                    " | ", source, old, wrong.strip().replace('\n', ' '), red.toString());
        }
    }

    /** One thing that is promised. */
    static final class Row {
        final String chapter;
        final String text;
        final List<Breakage> breakages = new ArrayList<>();
        final List<String> also = new ArrayList<>();

        Row(String chapter, String text) {
            this.chapter = chapter;
            this.text = text;
        }
    }

    enum Verdict {
        RED,
        GREEN,
        NOT_STARTED,
        HUNG,
        MISWRITTEN
    }

    private final Path root;
    private final String classpath;
    private final Path console;
    private final Path scratch;

    private Breakages(Path root, String classpath, Path console) {
        this.root = root;
        this.classpath = classpath;
        this.console = console;
        this.scratch = root.resolve("target/breakages");
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]).toAbsolutePath().normalize();
        var all = new Breakages(root, args[1], Path.of(args[2]).toAbsolutePath());
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(3, args.length));
        Optional<Path> doc = Optional.empty();
        if (rest.size() > 1 && rest.getFirst().equals("-o")) {
            doc = Optional.of(Path.of(rest.get(1)).toAbsolutePath());
            rest = rest.subList(2, rest.size());
        }
        Path file = root.resolve("conformance-tests/breakages/step1.txt");
        if (!rest.isEmpty() && rest.getFirst().endsWith(".txt")) {
            file = root.resolve(rest.removeFirst());
            doc = Optional.empty(); // the table is of step1.txt
        }
        List<Row> rows = read(file);
        boolean good = all.run(rows, rest, doc);
        System.exit(good ? 0 : 1);
    }

    /** Reads the file; a line that is none of the known ones is an error with its number. */
    static List<Row> read(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        String chapter = "";
        String source = "";
        StringBuilder old = new StringBuilder();
        StringBuilder wrong = new StringBuilder();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String word = line.split(" ", 2)[0];
            String text = line.substring(word.length()).strip();
            switch (word) {
                case "chapter" -> chapter = text;
                case "row" -> rows.add(new Row(chapter, text));
                case "also" -> rows.getLast().also.addAll(List.of(text.split(" +")));
                case "in" -> {
                    source = text;
                    old.setLength(0);
                    wrong.setLength(0);
                }
                case "-" -> old.append(text).append(' ');
                case "+" -> wrong.append(text).append('\n');
                case "red" ->
                        rows.getLast()
                                .breakages
                                .add(
                                        new Breakage(
                                                source,
                                                old.toString().strip(),
                                                wrong.toString(),
                                                List.of(text.split(" +"))));
                default -> throw new IOException(file + ":" + (i + 1) + ": not a line: " + line);
            }
        }
        return rows;
    }

    private boolean run(List<Row> rows, List<String> wanted, Optional<Path> doc)
            throws IOException, InterruptedException {
        Map<Breakage, Verdict> verdicts = new LinkedHashMap<>();
        int number = 0;
        boolean good = true;
        for (Row row : rows) {
            for (Breakage each : row.breakages) {
                number++;
                if (!chosen(wanted, row, each, number)) {
                    continue;
                }
                long began = System.nanoTime();
                Verdict verdict;
                try {
                    verdict = judge(each, number);
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                    verdict = Verdict.MISWRITTEN;
                }
                verdicts.put(each, verdict);
                good &= verdict == Verdict.RED;
                System.out.printf(
                        "%-11s %3d  %s  (%s; %d s)%n",
                        verdict == Verdict.RED ? "red" : "!! " + verdict,
                        number,
                        row.text,
                        String.join(" ", each.red),
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
            }
        }
        long red = verdicts.values().stream().filter(Verdict.RED::equals).count();
        System.out.printf(
                "verdict: %s, %d of %d turned red%n", good ? "OK" : "FAILED", red, verdicts.size());
        Map<String, Verdict> known = remember(verdicts);
        if (doc.isPresent()) {
            Files.writeString(doc.get(), document(rows, known));
        }
        return good;
    }

    /** The newest verdict on each breakage as it is written now, of this run or an earlier one. */
    private Map<String, Verdict> remember(Map<Breakage, Verdict> verdicts) throws IOException {
        Path file = scratch.resolve("verdicts");
        Map<String, Verdict> known = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", 2);
                known.put(parts[1], Verdict.valueOf(parts[0]));
            }
        }
        verdicts.forEach((each, verdict) -> known.put(each.key(), verdict));
        Files.createDirectories(scratch);
        Files.write(
                file,
                known.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .toList());
        return known;
    }

    private static boolean chosen(List<String> wanted, Row row, Breakage each, int number) {
        return wanted.isEmpty()
                || wanted.stream()
                        .anyMatch(
                                word ->
                                        word.equals(String.valueOf(number))
                                                || row.text.contains(word)
                                                || each.red.stream()
                                                        .anyMatch(test -> test.contains(word)));
    }

    private Verdict judge(Breakage one, int number) throws IOException, InterruptedException {
        Path place = scratch.resolve(String.valueOf(number));
        delete(place);
        Path classes = Files.createDirectories(place.resolve("classes"));
        Path source = root.resolve(one.source);
        String text = Files.readString(source);
        String broken = broken(one, text);
        Path copy = place.resolve("source").resolve(source.getFileName());
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, broken);
        compile(copy, classes, number);
        if (Boolean.getBoolean("breakages.compile")) {
            return Verdict.RED;
        }
        Path home = tree(place, classes, one.source.split("/")[0]);
        Verdict verdict = test(one, home, classes);
        if (verdict == Verdict.RED) {
            delete(place);
        }
        return verdict;
    }

    /** The old text is found whatever the white space in it, and exactly once. */
    private static String broken(Breakage one, String text) {
        String regex =
                Arrays.stream(one.old.split("\\s+"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s+"));
        Matcher found = Pattern.compile(regex).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("not in " + one.source + ": " + one.old);
        }
        int from = found.start();
        int to = found.end();
        if (found.find()) {
            throw new IllegalStateException("twice in " + one.source + ": " + one.old);
        }
        return text.substring(0, from) + one.wrong + text.substring(to);
    }

    private void compile(Path source, Path classes, int number)
            throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        java("javac"),
                        "-proc:none",
                        "-nowarn",
                        "-parameters",
                        "-cp",
                        classpath,
                        "-d",
                        classes.toString(),
                        source.toString());
        Path log = classes.resolveSibling("compile.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "breakage " + number + " does not compile:\n" + Files.readString(log));
        }
    }

    /** A copy of the programs that shares everything but the jar with the broken class. */
    private Path tree(Path place, Path classes, String module)
            throws IOException, InterruptedException {
        Path built = root.resolve("packaging/target/x0x");
        Path home = place.resolve("x0x");
        Files.walkFileTree(
                built,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a)
                            throws IOException {
                        Files.createDirectories(home.resolve(built.relativize(dir)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Path to = home.resolve(built.relativize(file));
                        if (a.isSymbolicLink()) {
                            Files.copy(file, to, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                        } else if (file.getFileName().toString().matches(module + "(-.*)?\\.jar")) {
                            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                            update(to, classes);
                        } else {
                            Files.createLink(to, file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return home;
    }

    private static void update(Path jar, Path classes) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(
                                    java("jar"),
                                    "--update",
                                    "--file",
                                    jar.toString(),
                                    "-C",
                                    classes.toString(),
                                    ".")
                            .inheritIO()
                            .start();
            if (process.waitFor() != 0) {
                throw new IOException("jar could not put the broken class into " + jar);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Verdict test(Breakage one, Path home, Path classes)
            throws IOException, InterruptedException {
        Set<String> modules = new LinkedHashSet<>();
        List<String> selected = new ArrayList<>();
        for (String each : one.red) {
            String[] parts = each.split("#");
            Found found = find(parts[0]);
            modules.add(found.module);
            selected.add(
                    parts.length == 1
                            ? "--select-class=" + found.name
                            : "--include-methodname=^"
                                    + Pattern.quote(found.name + "#" + parts[1])
                                    + "$");
            if (parts.length > 1) {
                selected.add("--select-class=" + found.name);
            }
        }
        if (modules.size() != 1) {
            throw new IllegalStateException("tests of several modules: " + one.red);
        }
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dx0x.home=" + home,
                        "-cp",
                        classes + ":" + classpath + ":" + console,
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--details=tree",
                        "--disable-ansi-colors",
                        "--disable-banner"));
        command.addAll(selected.stream().distinct().toList());
        Path log = home.resolveSibling("tests.log");
        Process process =
                new ProcessBuilder(command)
                        .directory(root.resolve(modules.iterator().next()).toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            List<ProcessHandle> daemons = process.descendants().toList();
            process.destroyForcibly().waitFor();
            daemons.forEach(ProcessHandle::destroyForcibly);
            return Verdict.HUNG;
        }
        String said = Files.readString(log);
        if (number(FOUND, said) == 0) {
            throw new IllegalStateException("no such test: " + one.red + "\n" + said);
        }
        if (number(FAILED_CONTAINERS, said) > 0) {
            return Verdict.NOT_STARTED;
        }
        return number(FAILED_TESTS, said) > 0 ? Verdict.RED : Verdict.GREEN;
    }

    private static int number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
    }

    /** A test class by its simple name, with its package's last name where that is not enough. */
    record Found(String module, String name) {}

    private Found find(String simpleName) throws IOException {
        List<Found> all = new ArrayList<>();
        for (String module :
                List.of("identity", "acl", "exec", "meshd", "cli", "conformance-tests")) {
            Path tests = root.resolve(module).resolve("src/test/java");
            try (Stream<Path> files = Files.walk(tests)) {
                String end = "/" + simpleName.replace('.', '/') + ".java";
                files.filter(file -> file.toString().endsWith(end))
                        .forEach(
                                file ->
                                        all.add(
                                                new Found(
                                                        module,
                                                        tests.relativize(file)
                                                                .toString()
                                                                .replace(".java", "")
                                                                .replace('/', '.'))));
            }
        }
        if (all.size() != 1) {
            throw new IllegalStateException("test class " + simpleName + ": " + all);
        }
        return all.getFirst();
    }

    private static String document(List<Row> rows, Map<String, Verdict> verdicts) {
        StringBuilder text = new StringBuilder();
        text.append("# Behaviours, and the tests that guard them\n\n");
        text.append(
                "Written by `./dev break`, which breaks one thing at a time in a copy of the\n");
        text.append("built programs (`conformance-tests/breakages/step1.txt` says how) and runs\n");
        text.append("the tests named here. *red* means that they failed on the broken programs;\n");
        text.append("tests in the last column guard the same row and were not tried this way.\n");
        String chapter = "";
        for (Row row : rows) {
            if (!row.chapter.equals(chapter)) {
                chapter = row.chapter;
                text.append("\n## ").append(chapter).append("\n\n");
                text.append("| behaviour | broken, and the test that says so | also |\n");
                text.append("| --- | --- | --- |\n");
            }
            String broken =
                    row.breakages.stream()
                            .map(
                                    each ->
                                            word(verdicts.get(each.key()))
                                                    + ": "
                                                    + each.red.stream()
                                                            .map(test -> "`" + test + "`")
                                                            .collect(Collectors.joining(", ")))
                            .collect(Collectors.joining("<br>"));
            String also =
                    row.also.stream()
                            .map(test -> "`" + test + "`")
                            .collect(Collectors.joining(", "));
            text.append("| ")
                    .append(row.text.replace("|", "\\|"))
                    .append(" | ")
                    .append(broken)
                    .append(" | ")
                    .append(also)
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case null -> "not tried";
            case RED -> "red";
            case GREEN -> "**stays green**";
            case NOT_STARTED -> "**does not start**";
            case HUNG -> "**hangs**";
            case MISWRITTEN -> "**cannot be tried**";
        };
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static void delete(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            return;
        }
        try (Stream<Path> all = Files.walk(dir)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
