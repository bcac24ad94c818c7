package io.kss.cli;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every public or protected member mentions only certain types, type arguments included. */
final class PublicSignatures extends ArchCondition<JavaClass> {

    private final DescribedPredicate<JavaClass> allowed;

    PublicSignatures(DescribedPredicate<JavaClass> allowed) {
        super("mention only allowed types in public signatures");
        this.allowed = allowed;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaMember member : type.getMembers()) {
            boolean visible = member.getModifiers().contains(JavaModifier.PUBLIC)
                    || member.getModifiers().contains(JavaModifier.PROTECTED);
            if (!visible) {
                continue;
            }
            for (JavaClass mentioned : mentioned(member)) {
                JavaClass base = mentioned.getBaseComponentType();
                if (!base.isPrimitive() && !allowed.test(base)) {
                    events.add(SimpleConditionEvent.violated(
                            member, member.getFullName() + " mentions " + mentioned.getName()));
                }
            }
        }
    }

    private static Set<JavaClass> mentioned(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes();
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        return Stream.concat(
                        Stream.of(code.getReturnType()),
                        Stream.concat(
                                code.getParameterTypes().stream(),
                                code.getExceptionTypes().stream().map(JavaType.class::cast)))
                .flatMap(mentionedType -> mentionedType.getAllInvolvedRawTypes().stream())
                .collect(Collectors.toSet());
    }
}
