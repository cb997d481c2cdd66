package dev.tributary.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Loaded into a worker process: sets its wall clock ahead, as Java reads it, and ends the process
 * with the one that started it, whose pipe is its standard input.
 */
public final class ClockAgent {
  /** More than any class would be off by chance, less than the clock is set ahead. */
  private static final Duration NOTICEABLE = Duration.ofSeconds(10);

  private static final int CLOCK_DID_NOT_MOVE = 3;

  private ClockAgent() {}

  /**
   * Called by the JVM before main.
   *
   * @param seconds how far the clock is ahead, 0 for not at all
   */
  public static void premain(String seconds, Instrumentation instrumentation) throws Exception {
    endWithParent();
    long ahead = Long.parseLong(seconds);
    if (ahead == 0) {
      return;
    }
    long honestMillis = System.currentTimeMillis();
    instrumentation.addTransformer(new Shift(ahead), true);
    instrumentation.retransformClasses(Clock.class);
    Duration shift = Duration.between(Instant.ofEpochMilli(honestMillis), Instant.now());
    if (shift.minus(Duration.ofSeconds(ahead)).abs().compareTo(NOTICEABLE) > 0) {
      System.err.println("the clock could not be set ahead: " + shift);
      Runtime.getRuntime().halt(CLOCK_DID_NOT_MOVE);
    }
  }

  private static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("chaos-parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              continue;
            }
          } catch (IOException closed) {
            System.err.println("the starting process is gone: " + closed.getMessage());
          }
          Runtime.getRuntime().halt(1);
        });
  }

  /** A jar of this class alone, as an agent must be. */
  static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", ClockAgent.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> one : new Class<?>[] {ClockAgent.class, Shift.class}) {
        String name = one.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(name));
        try (var bytes = ClockAgent.class.getClassLoader().getResourceAsStream(name)) {
          if (bytes == null) {
            throw new IOException("the class path lacks " + name);
          }
          bytes.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }

  /** Adds to what {@code Instant.now()} and {@code System.currentTimeMillis()} give. */
  private static final class Shift implements ClassFileTransformer {
    private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
    private static final MethodTypeDesc PLUS = MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long);

    private final long seconds;

    Shift(long seconds) {
      this.seconds = seconds;
    }

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      if (name.equals("java/time/Clock")) {
        return rewritten(bytes, "currentInstant", instants());
      }
      return loader == null || name.startsWith("dev/tributary/e2e/")
          ? null
          : rewritten(bytes, "", millis());
    }

    private static byte[] rewritten(byte[] bytes, String method, CodeTransform code) {
      ClassFile file = ClassFile.of();
      return file.transformClass(
          file.parse(bytes),
          ClassTransform.transformingMethods(
              one -> method.isEmpty() || one.methodName().equalsString(method),
              MethodTransform.transformingCode(code)));
    }

    private CodeTransform instants() {
      return (code, element) -> {
        if (element instanceof ReturnInstruction end && end.opcode() == Opcode.ARETURN) {
          code.loadConstant(seconds).invokevirtual(INSTANT, "plusSeconds", PLUS);
        }
        code.with(element);
      };
    }

    private CodeTransform millis() {
      return (code, element) -> {
        code.with(element);
        if (element instanceof InvokeInstruction call
            && call.name().equalsString("currentTimeMillis")
            && call.owner().asInternalName().equals("java/lang/System")) {
          code.loadConstant(seconds * 1_000).ladd();
        }
      };
    }
  }
}
