package dev.capsule.cli.console;

/** What the process ends with; the help text of the program lists them. */
public final class ExitCodes {
    public static final int OK = 0;
    /** Some files or entries were not handled; the output says which. */
    public static final int PARTIAL = 1;

    static final int REFUSED = 3;
    static final int UNREACHABLE = 4;
    static final int LOCAL = 5;
    static final int DEFECT = 70;

    private ExitCodes() {}
}
